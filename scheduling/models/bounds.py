"""How small and large numbers may be: what is beyond has no meaning, and no database or clock
holds it."""

from django.core.validators import MaxValueValidator, MinValueValidator

AT_LEAST_ONE = [MinValueValidator(1)]
PEOPLE = [MaxValueValidator(100_000)]
MINUTES_OF_A_MONTH = [MaxValueValidator(31 * 24 * 60)]
MINUTES_OF_A_WEEK = [MaxValueValidator(7 * 24 * 60)]
MINUTES_OF_A_YEAR = [MaxValueValidator(366 * 24 * 60)]
HOURS_OF_A_YEAR = [MaxValueValidator(366 * 24)]
DAYS_OF_TEN_YEARS = [MaxValueValidator(3_660)]
FEW = [MaxValueValidator(1_000)]
