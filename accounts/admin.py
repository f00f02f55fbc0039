"""Django's own administration is entered through our sign-in, second factor included; nothing of ours is shown in it."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
