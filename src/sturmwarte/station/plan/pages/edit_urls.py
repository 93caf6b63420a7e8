"""Addresses of editing the plan."""

from django.urls import path

from sturmwarte.station.plan.pages.edit import difference, entry, files, home, preview, tests, verbs

urlpatterns = [
    path("plan/draft/", home.home, name="plan_draft"),
    path("plan/draft/begin/", verbs.begin, name="plan_begin"),
    path("plan/draft/template/", verbs.begin_from_template, name="plan_template"),
    path("plan/draft/upload/", verbs.upload, name="plan_upload"),
    path("plan/draft/drop/", verbs.drop, name="plan_drop"),
    path("plan/draft/take-up/", verbs.take_up, name="plan_take_up"),
    path("plan/draft/undo/", verbs.undo, name="plan_undo"),
    path("plan/draft/redo/", verbs.redo, name="plan_redo"),
    path("plan/draft/preview/", preview.preview, name="plan_preview"),
    path("plan/draft/in/<str:section>/", entry.section, name="plan_section"),
    path("plan/draft/in/<str:section>/list/", verbs.list_verb, name="plan_list"),
    path("plan/draft/in/<str:section>/<str:place>/", entry.entry, name="plan_entry"),
    path("plan/files/", files.files_page, name="plan_files"),
    path("plan/files/check/", files.check_file, name="plan_file_check"),
    path("plan/files/save/", files.save, name="plan_file_save"),
    path("plan/files/remove/", files.remove, name="plan_file_remove"),
    path("plan/files/plan.zip", files.download, name="plan_zip"),
    path("plan/tests/", tests.tests_page, name="plan_tests"),
    path("plan/tests/beside/", tests.beside_fragment, name="plan_beside"),
    path("plan/tests/run/", tests.try_again, name="plan_try"),
    path("plan/tests/from-post/", tests.test_from, name="plan_test_from"),
    path("plan/difference/", difference.difference_page, name="plan_difference"),
    path("plan/difference/outcome/", difference.outcome_fragment, name="plan_outcome"),
    path("plan/difference/posts/", difference.try_posts, name="plan_try_posts"),
    path("plan/difference/activate/", difference.activate, name="plan_activate"),
]
