# One image, three uses: web (the default), worker and beat. See docker-compose.yml.
FROM python:3.11-slim-bookworm AS build
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy
RUN pip install --no-cache-dir "uv==0.13.9"
WORKDIR /app
COPY requirements.lock ./
RUN uv venv .venv && uv pip sync --require-hashes --compile-bytecode -p .venv requirements.lock
COPY . .
# Fingerprinted static files are part of the image; the keys used here sign and seal nothing that is kept.
RUN DATA_DIR=/tmp/build STATIC_ROOT=/app/staticfiles .venv/bin/python manage.py collectstatic --noinput \
 && rm -rf /tmp/build

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin ish \
 && install -d -o ish -g ish -m 0700 /data
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=ish.settings \
    DATA_DIR=/data \
    STATIC_ROOT=/app/staticfiles \
    LOG_JSON=true
USER ish
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "ish.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
