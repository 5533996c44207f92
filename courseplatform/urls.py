"""All addresses. ``path`` names are the ones the role matrix in tests asks for."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from allauth.usersessions.views import list_usersessions
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from courseplatform import health
from courseplatform.inquiries.urls import public_urlpatterns as inquiries
from courseplatform.people.guards import freshly_proved_to_act
from courseplatform.people.urls import public_urlpatterns as people
from courseplatform.publications.urls import public_urlpatterns as publications
from courses.urls import public_urlpatterns as courses

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# The rooms are asked in this order, so those whose pages are asked for most stand first.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("exercises.urls")),
    path("", include("courses.urls")),
    path("health/", health.live, name="health"),
    path("health/ready/", health.ready, name="health-ready"),
    path("accounts/sessions/", freshly_proved_to_act(list_usersessions), name="usersessions_list"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("courseplatform.people.urls")),
    path("", include("courseplatform.privacy.urls")),
    path("", include("courseplatform.letters.urls")),
    path("", include("courseplatform.publications.urls")),
    path("", include("courseplatform.inquiries.urls")),
    path("", include("courseplatform.desk.urls")),
    path("", include("courseplatform.sample.urls")),
]

if settings.SHOW_STYLEGUIDE:
    urlpatterns.append(path("styleguide/", include("courseplatform.styleguide")))

# What anybody may read has an address in each of the site's languages; the first needs no prefix.
urlpatterns += i18n_patterns(
    *people, *publications, *inquiries, *courses, prefix_default_language=False
)
