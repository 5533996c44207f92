"""Who lives in the demo: invented people, with the zones they live in."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "analyst-practice"  # noqa: S105 - printed at start; production refuses demo rows
DOMAIN = "demo.example"


@dataclass(frozen=True)
class Character:
    """One person of the demo; ``skill`` is how well a student works, 0 to 1."""

    name: str
    zone: str
    skill: float = 0.6

    @property
    def email(self) -> str:
        """The demo address made from the name."""
        return f"{self.name.lower().replace(' ', '.').replace(chr(39), '')}@{DOMAIN}"


@dataclass(frozen=True)
class Login:
    """A login that is printed at start."""

    part: str
    email: str
    name: str
    zone: str
    role: str = ""


LOGINS = (
    Login("owner", f"owner@{DOMAIN}", "Olga Ferrante", "Europe/Rome", "owner"),
    Login("coordinator", f"coordinator@{DOMAIN}", "Carla Neri", "Europe/Rome", "coordinator"),
    Login("instructor", f"instructor@{DOMAIN}", "Ivo Lindqvist", "Europe/Stockholm"),
    Login("marker", f"marker@{DOMAIN}", "Mara Okafor", "Africa/Lagos"),
    Login("editor", f"editor@{DOMAIN}", "Edda Kranz", "Europe/Berlin", "editor"),
    Login("consultant", f"consultant@{DOMAIN}", "Conrad Vale", "Europe/London", "consultant"),
    Login("company contact", f"company@{DOMAIN}", "Petra Contact", "Europe/Berlin"),
    Login("student", f"student@{DOMAIN}", "Stella Moreau", "Europe/Paris"),
)

STUDENTS = (
    Character("Aino Virtanen", "Europe/Helsinki", 0.9),
    Character("Bastian Krol", "Europe/Warsaw", 0.7),
    Character("Chiara Donati", "Europe/Rome", 0.55),
    Character("Dmytro Hrytsenko", "Europe/Kyiv", 0.8),
    Character("Elif Sahin", "Europe/Istanbul", 0.65),
    Character("Farid Haddad", "Asia/Beirut", 0.5),
    Character("Greta Solheim", "Europe/Oslo", 0.85),
    Character("Hugo Pereira", "Europe/Lisbon", 0.4),
    Character("Ines Castellano", "Europe/Madrid", 0.6),
    Character("Jakub Novotny", "Europe/Prague", 0.75),
    Character("Kirsi Laine", "Europe/Helsinki", 0.6),
    Character("Luca Bianchi", "Europe/Rome", 0.45),
    Character("Maeve O'Dowd", "Europe/Dublin", 0.7),
    Character("Niko Petridis", "Europe/Athens", 0.5),
    Character("Ondine Lambert", "Europe/Paris", 0.8),
    Character("Priya Raman", "Asia/Kolkata", 0.95),
    Character("Quentin Marsh", "America/New_York", 0.35),
    Character("Rasa Jankauskaite", "Europe/Vilnius", 0.65),
    Character("Sofia Ek", "Europe/Stockholm", 0.7),
    Character("Tomas Weiss", "Europe/Vienna", 0.55),
    Character("Ulla Brandt", "Europe/Copenhagen", 0.6),
    Character("Viktor Halasz", "Europe/Budapest", 0.5),
    Character("Wanda Zielinska", "Europe/Warsaw", 0.75),
    Character("Yusuf Demir", "Europe/Istanbul", 0.45),
)
WAITS = (
    Character("Zora Kovac", "Europe/Zagreb", 0.6),
    Character("Adam Foss", "Europe/London", 0.5),
)
NEXT_TIME = (
    Character("Beatrix Hollo", "Europe/Budapest"),
    Character("Cosmin Radu", "Europe/Bucharest"),
    Character("Daria Melnyk", "Europe/Kyiv"),
    Character("Emil Strand", "Europe/Oslo"),
    Character("Fiona Carrick", "Europe/London"),
    Character("Goran Ilic", "Europe/Belgrade"),
    Character("Helene Roux", "Europe/Paris"),
)
LATER = (
    Character("Ivana Petrovic", "Europe/Belgrade"),
    Character("Jonas Meier", "Europe/Zurich"),
    Character("Klara Benes", "Europe/Prague"),
    Character("Lamine Diop", "Africa/Dakar"),
    Character("Nadia Rahimi", "Europe/Berlin"),
)
WAITS_LATER = (
    Character("Oscar Lindgren", "Europe/Stockholm"),
    Character("Paula Serrano", "Europe/Madrid"),
    Character("Rui Teixeira", "Europe/Lisbon"),
)
GUESTS = (
    Character("Selma Aydin", "Europe/Istanbul"),
    Character("Theo Vogt", "Europe/Berlin"),
    Character("Una Byrne", "Europe/Dublin"),
)
COLLEAGUES = (
    Character("Anke Feld", "Europe/Berlin"),
    Character("Bruno Tal", "Europe/Berlin"),
    Character("Carina Moor", "Europe/Vienna"),
    Character("Detlef Wald", "Europe/Berlin"),
)
