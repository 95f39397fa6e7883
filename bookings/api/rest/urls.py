"""The routes of bookings under /api."""

from bookings.api.rest import minimum, party, payments, promos, proposals, public, staff
from bookings.api.rest.waitlist import public as waiting
from bookings.api.rest.waitlist import staff as queue
from orgs.dialects.routes import both

OF_ORG = "orgs/<str:org_id>/bookings"
MINIMUM = "orgs/<str:org_id>/occurrences/minimum"
QUEUE = "orgs/<str:org_id>/waitlist"

urlpatterns = [
    both("bookings/quote", public.Quote),
    both("bookings", public.Bookings),
    both("bookings/proposals", proposals.Proposals),
    both("bookings/<str:booking_id>", public.OneBooking),
    both("bookings/<str:booking_id>/accept", proposals.Accept),
    both("bookings/<str:booking_id>/decline", proposals.Decline),
    both("bookings/<str:booking_id>/cancel", public.Cancel),
    both("bookings/<str:booking_id>/cancel/preview", public.CancelPreview),
    both("bookings/<str:booking_id>/reschedule", public.Reschedule),
    both("bookings/<str:booking_id>/other-date/accept", minimum.Accept),
    both("bookings/<str:booking_id>/other-date/decline", minimum.Decline),
    both(f"{MINIMUM}/extend", minimum.Extend),
    both(f"{MINIMUM}/confirm", minimum.Confirm),
    both(f"{MINIMUM}/release", minimum.Release),
    both(f"{MINIMUM}/offer", minimum.Offer),
    both("bookings/<str:booking_id>/party", party.Party),
    both("bookings/<str:booking_id>/party/preview", party.Preview),
    both("payments/<str:provider>/notices", payments.Notices),
    both("orgs/<str:org_id>/promo-codes", promos.PromoCodes),
    both("orgs/<str:org_id>/promo-codes/<str:promo_id>", promos.PromoCode),
    both(OF_ORG, staff.Bookings),
    both(f"{OF_ORG}/<str:booking_id>/approve", staff.Approve),
    both(f"{OF_ORG}/<str:booking_id>/offer", proposals.Offer),
    both(f"{OF_ORG}/<str:booking_id>/decline", staff.Decline),
    both(f"{OF_ORG}/<str:booking_id>/cancel", staff.Cancel),
    both(f"{OF_ORG}/<str:booking_id>/check-in", staff.CheckIn),
    both(f"{OF_ORG}/<str:booking_id>/no-show", staff.NoShow),
    both(f"{OF_ORG}/<str:booking_id>/move", staff.Move),
    both(f"{OF_ORG}/<str:booking_id>/party", party.PartyByStaff),
    both(f"{OF_ORG}/<str:booking_id>/refund", staff.Refund),
    both(f"{OF_ORG}/<str:booking_id>/payments", staff.Payments),
    both("waitlist", waiting.Waitlist),
    both("waitlist/<str:entry_id>", waiting.OneEntry),
    both("waitlist/<str:entry_id>/accept", waiting.Accept),
    both("waitlist/<str:entry_id>/decline", waiting.Decline),
    both("waitlist/<str:entry_id>/leave", waiting.Leave),
    both(QUEUE, queue.Waitlist),
    both(f"{QUEUE}/<str:entry_id>", queue.OneEntry),
    both(f"{QUEUE}/<str:entry_id>/offer", queue.Offer),
]
