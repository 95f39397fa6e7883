"""How times are typed in German: as in English."""

TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S"]
