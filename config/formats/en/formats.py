"""How times are typed in English: without seconds, as every time we keep is a whole minute."""

TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S"]
