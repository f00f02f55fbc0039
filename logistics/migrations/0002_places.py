"""The places one most often travels through, so that they can be chosen from the first day."""

from django.db import migrations

PLACES = (
    ("FRA", "Frankfurt Airport", "Europe/Berlin", "DE"),
    ("STR", "Stuttgart Airport", "Europe/Berlin", "DE"),
    ("MUC", "Munich Airport", "Europe/Berlin", "DE"),
    ("BER", "Berlin Brandenburg Airport", "Europe/Berlin", "DE"),
    ("KMJ", "Kumamoto Airport", "Asia/Tokyo", "JP"),
    ("HND", "Tokyo Haneda Airport", "Asia/Tokyo", "JP"),
    ("NRT", "Tokyo Narita Airport", "Asia/Tokyo", "JP"),
    ("KIX", "Osaka Kansai Airport", "Asia/Tokyo", "JP"),
    ("MPL", "Montpellier Airport", "Europe/Paris", "FR"),
    ("CDG", "Paris Charles de Gaulle Airport", "Europe/Paris", "FR"),
    ("TLV", "Tel Aviv Ben Gurion Airport", "Asia/Jerusalem", "IL"),
    ("SFO", "San Francisco Airport", "America/Los_Angeles", "US"),
    ("CLE", "Cleveland Airport", "America/New_York", "US"),
    ("ORD", "Chicago O'Hare Airport", "America/Chicago", "US"),
    ("JFK", "New York Kennedy Airport", "America/New_York", "US"),
    ("LHR", "London Heathrow Airport", "Europe/London", "GB"),
    ("STN", "London Stansted Airport", "Europe/London", "GB"),
    ("WAW", "Warsaw Airport", "Europe/Warsaw", "PL"),
    ("WRO", "Wrocław Airport", "Europe/Warsaw", "PL"),
    ("PRG", "Prague Airport", "Europe/Prague", "CZ"),
    ("HGH", "Hangzhou Airport", "Asia/Shanghai", "CN"),
    ("PVG", "Shanghai Pudong Airport", "Asia/Shanghai", "CN"),
    ("SYD", "Sydney Airport", "Australia/Sydney", "AU"),
    ("MEL", "Melbourne Airport", "Australia/Melbourne", "AU"),
    ("SIN", "Singapore Changi Airport", "Asia/Singapore", "SG"),
    ("DOH", "Doha Airport", "Asia/Qatar", "QA"),
    ("ICN", "Seoul Incheon Airport", "Asia/Seoul", "KR"),
    ("JNB", "Johannesburg Airport", "Africa/Johannesburg", "ZA"),
    ("AMS", "Amsterdam Airport", "Europe/Amsterdam", "NL"),
    ("ZRH", "Zurich Airport", "Europe/Zurich", "CH"),
    ("VIE", "Vienna Airport", "Europe/Vienna", "AT"),
    ("IST", "Istanbul Airport", "Europe/Istanbul", "TR"),
    ("", "Heidelberg main station", "Europe/Berlin", "DE"),
    ("", "Mannheim main station", "Europe/Berlin", "DE"),
    ("", "Frankfurt main station", "Europe/Berlin", "DE"),
    ("", "Bautzen station", "Europe/Berlin", "DE"),
    ("", "Jelenia Góra station", "Europe/Warsaw", "PL"),
    ("", "Montpellier Saint-Roch station", "Europe/Paris", "FR"),
    ("", "Heidelberg, town hall", "Europe/Berlin", "DE"),
)


def add(apps, schema_editor):
    """Add the places that are not there yet."""
    Place = apps.get_model("logistics", "Place")
    have = set(Place.objects.values_list("name", flat=True))
    Place.objects.bulk_create(
        Place(iata=iata, name=name, time_zone=zone, country=country)
        for iata, name, zone, country in PLACES
        if name not in have
    )


def remove(apps, schema_editor):
    """Take away those that no journey uses."""
    Place, Leg = apps.get_model("logistics", "Place"), apps.get_model("logistics", "Leg")
    used = set(Leg.objects.values_list("from_place", flat=True)) | set(
        Leg.objects.values_list("to_place", flat=True)
    )
    Place.objects.filter(name__in=[name for _iata, name, _zone, _country in PLACES]).exclude(
        pk__in=used
    ).delete()


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("logistics", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
