"""Who has booked with Harbor & Hills, in the order in which they did."""

from embed.demo.shapes import Party

WALKING_STICK = "Two of us use a walking stick; is the gangway steep?"

PARTIES = (
    # The last days, so that figures have something to show.
    Party("harbor-at-dawn", -3, "07:00", "Oskar Brandvold", 4, made=150, then="arrived"),
    Party("old-port-walk", -3, "14:00", "Lucía Ferrante", 3, made=130, then="arrived"),
    Party("harbor-at-dawn", -2, "09:30", "Dara Okonjo", 2, children=2, made=120, then="arrived"),
    Party("fern-valley", -2, "14:00", "Pim van Aalst", 1, children=2, made=110, then="absent"),
    Party("harbor-at-dawn", -1, "09:30", "Wanda Escobar", 5, seniors=1, made=100, then="arrived"),
    # Today, whatever day it is.
    Party(
        "harbor-at-dawn",
        0,
        "07:00",
        "Lena Marsh",
        2,
        made=60,
        then="arrived",
        add_ons=(("breakfast", 2),),
    ),
    Party(
        "harbor-at-dawn",
        0,
        "07:00",
        "Theo Lindgren",
        2,
        children=2,
        made=58,
        then="arrived",
        add_ons=(("breakfast", 4),),
        notes="The younger one is four.",
    ),
    Party("harbor-at-dawn", 0, "09:30", "Amara Diallo", 3, made=50),
    Party(
        "fern-valley",
        0,
        "10:00",
        "The Petrov family",
        2,
        children=3,
        made=48,
        add_ons=(("picnic", 5),),
        notes="One nut allergy.",
    ),
    Party("old-port-walk", 0, "14:00", "Quentin Bellweather", 4, made=40),
    Party("lighthouse-coast", 0, "13:30", "Ruth Adeyemi", 2, seniors=1, made=38),
    # Tomorrow: the second departure is full.
    Party("harbor-at-dawn", 1, "07:00", "Hugo Santamaria", 2, made=44),
    Party("harbor-at-dawn", 1, "09:30", "Saoirse Keegan", 4, made=72, add_ons=(("breakfast", 4),)),
    Party("harbor-at-dawn", 1, "09:30", "Bilal Haddad", 2, children=2, made=66),
    Party("harbor-at-dawn", 1, "09:30", "Mei Tanaka", 2, made=30),
    Party("harbor-at-dawn", 1, "09:30", "Edith Crane", 0, seniors=2, made=26, notes=WALKING_STICK),
    Party("old-port-walk", 1, "10:00", "Gustav Nyberg", 6, made=28),
    Party("kayak-lesson", 1, "10:00", "Farah Nouri", 1, made=29, way="An hour"),
    # A group of eighteen, a little cheaper for being twelve or more.
    Party(
        "group-day",
        1,
        "09:30",
        "Saint Olave Choir",
        14,
        seniors=4,
        made=200,
        add_ons=(("picnic", 18),),
        notes=WALKING_STICK,
    ),
    # Van Wren goes to the villages, so Friday's cider afternoon cannot run.
    Party(
        "hill-villages",
        2,
        "09:30",
        "Colette Rousseau",
        4,
        made=90,
        on="FRI",
        add_ons=(("photographs", 1),),
    ),
    # Both vans are away on Thursday morning, so the lighthouse tour at nine cannot run.
    Party("hill-villages", 3, "09:30", "Anton Wieland", 3, made=80, on="THU"),
    Party(
        "ridge-at-sunrise",
        3,
        "05:30",
        "Juno Park",
        2,
        made=5,
        on="THU",
        add_ons=(("picnic", 2),),
        notes="We are slow but stubborn.",
    ),
    # Nearly full, half full, and short of its minimum.
    Party(
        "lighthouse-coast",
        2,
        "09:00",
        "Beatriz Coelho",
        5,
        made=34,
        on="SUN",
        add_ons=(("picnic", 5),),
    ),
    Party("old-port-walk-german", 1, "11:30", "Familie Odenthal", 5, children=1, made=70),
    Party("island-kayak", 3, "08:30", "Rafael Monteiro", 2, made=22, add_ons=(("wetsuit", 2),)),
    Party("island-kayak", 8, "08:30", "Sunniva Dahl", 3, made=54),
    Party("island-kayak", 8, "08:30", "Kofi Mensah", 2, made=21),
    Party("lantern-cruise", 2, "19:30", "Old Port Book Club", 6, made=96),
    Party("lantern-cruise", 2, "19:30", "Nadia Volkova", 4, made=20),
    # Requests: one waits, one was granted, one was not.
    Party(
        "sunset-charter",
        4,
        "17:30",
        "Priya Raman",
        6,
        made=3,
        add_ons=(("photographs", 1),),
        notes="My mother turns seventy. Could we bring a cake?",
    ),
    Party("sunset-charter", 8, "17:30", "Leander Fitch", 8, made=52, then="granted"),
    Party("sunset-charter", 9, "17:30", "Odette Marlow", 5, made=51, then="refused"),
    # Changed their minds.
    Party("old-port-walk", 4, "10:00", "Ansel Grove", 2, made=46, then="cancelled"),
    # In the town.
    Party("pottery-night", 12, "18:30", "Kiln Street friends", 6, made=75),
    Party(
        "repair-cafe", 3, "18:00", "Walt Brightwater", 1, made=18, notes="A toaster that smokes."
    ),
    Party("tide-pool-walk", 5, "10:30", "Ingrid Solheim", 3, made=19),
    # The weeks after, so that a month has days of every sort.
    Party("harbor-at-dawn", 5, "07:00", "Marguerite Osei", 6, made=17),
    Party("harbor-at-dawn", 5, "07:00", "Callum Strand", 6, made=16),
    Party("lighthouse-coast", 6, "09:00", "Zofia Lipska", 7, made=16, on="SAT"),
    Party("harbor-at-dawn", 9, "07:00", "Emre Aydin", 8, children=2, made=15),
    Party("cider-afternoon", 11, "13:00", "Philippa Noakes", 6, made=15, on="SAT"),
    Party("old-port-walk", 12, "10:00", "Wrenport Rotary", 14, made=14),
    Party("harbor-at-dawn", 13, "07:00", "Class 4b", 2, children=10, made=14),
    Party("group-day", 14, "09:30", "Mill Brook Quilters", 12, seniors=10, made=13),
    Party("hill-villages", 15, "09:30", "Domenico Ricci", 7, made=13),
    Party("lighthouse-coast", 16, "13:30", "Ulla Berg", 5, made=12, on="SUN"),
    Party("harbor-at-dawn", 19, "07:00", "Kenji Watanabe", 11, made=12),
    Party("lighthouse-coast", 21, "09:00", "Aoife Tierney", 5, seniors=2, made=11, on="SAT"),
    Party("harbor-at-dawn", 24, "07:00", "Ludovic Charpentier", 12, made=11),
    Party("old-port-walk", 26, "14:00", "Bettina Krauss", 12, made=10),
    Party("harbor-at-dawn", 30, "07:00", "Abernathy School", 12, made=9),
)
