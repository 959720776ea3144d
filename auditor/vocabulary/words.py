"""The words that are built in. A workspace may add to the trees, never redefine what is here."""

from __future__ import annotations

from typing import Final

from auditor.vocabulary.tree import dotted_parent


def _tree(text: str) -> dict[str, tuple[str, ...]]:
    words = text.split()
    return {word: (parent,) if (parent := dotted_parent(word)) else () for word in words}


KINDS: Final = _tree(
    "person application service edge_host hosting cloud database object_storage cache queue log_store backup "
    "data_warehouse authentication identity_provider ai_model email email.delivery email.inbox payment "
    "analytics analytics.behavioural analytics.product analytics.session_replay advertising tag_manager "
    "enrichment data_marketplace monitoring monitoring.errors support crm cdn search messaging developer_tool"
)
"""What a system is -> the kinds right above it."""

STORES: Final = ("database", "object_storage", "log_store", "backup", "data_warehouse")
"""Kinds of which nobody expects that they keep nothing."""

PURPOSES: Final = _tree(
    "service service.hosting service.database service.storage service.authentication service.ai_inference "
    "service.email service.payment service.support service.monitoring service.security service.backup "
    "service.search service.messaging analytics analytics.behavioural analytics.product advertising "
    "enrichment sale ml ml.training ml.evaluation legal"
)
"""What data is used for -> the purposes right above it."""

LAWS: Final = ("gdpr", "uk_gdpr", "fadp", "dpdp", "ccpa", "hipaa", "none")
RESTRICTING_LAWS: Final = ("gdpr", "uk_gdpr", "fadp")
"""Laws under which data may leave their territory only with a ground for it."""

CONTROLS: Final = (
    "tls",
    "encryption_at_rest",
    "row_level_security",
    "redaction",
    "pseudonymisation",
    "access_log",
    "client_side_only",
    "consent",
    "opt_in",
)

STATUSES: Final = ("proposed", "active", "retired")
RELATIONS: Final = ("subprocessor", "affiliate", "independent_controller", "customer_chosen", "processor")
TRAINING: Final = ("never", "opt_in", "opt_out", "always")
MECHANISMS: Final = ("scc", "dpf", "bcr", "idta", "derogation")
TRANSFERS: Final = ("unrestricted", "domestic", "adequate", *MECHANISMS, "missing")
"""How data may go to another country, from the least restricted to the worst."""

TRIGGERS: Final = ("user_request", "scheduled", "event", "continuous")
ROLES: Final = ("processor", "controller")
PRODUCT_ROLES: Final = ("subprocessor", "integration", "identity_provider", "library", "self_hostable")
"""What a product of the catalog usually is to those who use it."""
AUTHORISATIONS: Final = ("general", "specific")
NOTICES: Final = ("added", "changed", "removed", "published")
SEVERITIES: Final = ("note", "warning", "error")
"""Rising."""
