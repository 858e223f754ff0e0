"""A list pasted, previewed and imported; then a code accepted with two keys. By keyboard alone."""

from __future__ import annotations

import pytest

from tests.journeys import stage

both_languages = pytest.mark.parametrize("language", ["en", "ar"])
HEAD = {"en": "code,name,name in arabic,category", "ar": "الرمز,name,الاسم,الفئة"}
ROW = {"en": "zz-1,Chest x ray,صورة,imaging", "ar": "zz-2,Chest x ray,صورة,imaging"}


@both_languages
def test_a_list_is_pasted_and_imported_and_a_code_accepted_with_two_keys(walk, language):
    one = walk(language, whose=stage.OWNERS[language])
    one.open("/imports/")
    one.look("imports")
    one.open("/imports/new/services")
    one.look("import-choose")
    with one.counting(120):
        one.page.locator("#pasted").focus()
        _type(one, HEAD[language])
        one.press("Enter")
        _type(one, ROW[language])
        with one.new_page():
            one.press("Control+Enter")
    one.look("import-columns")
    with one.counting(2), one.new_page():
        one.press("Control+Enter")
    one.sees("Would be created", "سيُنشأ")
    one.look("import-preview")
    _press_button(one, "Import 1 row", "استورد صفًا واحدًا")
    one.sees("1 created, 0 changed.", "أُنشئ 1 وعُدّل 0.", seconds=60)
    one.look("import-done")
    assert "/imports/" in one.page.url
    _accept_a_code(one)


def _accept_a_code(one):
    """J walks to the service, Enter accepts what fits best, U takes it back."""
    one.open("/contracts/codes?mapped=no")
    one.look("codes")
    with one.counting(2):
        one.press("KeyJ")
        with one.new_page():
            one.press("Enter")
    one.sees("is decided.", "حُسم أمر")
    one.look("codes-decided")
    with one.counting(1), one.new_page():
        one.press("KeyU")
    one.sees_not("is decided.", "حُسم أمر")


def _press_button(one, english, arabic):
    button = one.page.get_by_role("button", name=one.says(english, arabic), exact=True)
    button.focus()
    with one.counting(1), one.new_page():
        one.press("Enter")


def _type(one, text):
    """Commas and letters by the keys of either keyboard, as they come."""
    for letter in text:
        if letter.isascii():
            one.page.keyboard.press("Space" if letter == " " else letter)
        else:
            one.type(letter)
