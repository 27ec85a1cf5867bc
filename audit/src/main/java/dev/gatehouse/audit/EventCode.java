package dev.gatehouse.audit;

/**
 * The registry of event codes: {@code noun.past_participle}, and a present participle only for an intent that is
 * recorded before its act. A code is published and final; it is never reused.
 */
public enum EventCode {
    EXECUTION_ACCEPTED("execution.accepted"),
    EXECUTION_DENIED("execution.denied"),
    EXECUTION_LIMITED("execution.limited"),
    REQUESTS_LIMITED("requests.limited"),
    EXECUTION_RESOLVING("execution.resolving"),
    EXECUTION_STARTED("execution.started"),
    EXECUTION_IDENTIFIED("execution.identified"),
    EXECUTION_RETURNED("execution.returned"),
    EXECUTION_RETRYING("execution.retrying"),
    EXECUTION_STOP_REQUESTED("execution.stop_requested"),
    EXECUTION_SUCCEEDED("execution.succeeded"),
    EXECUTION_FAILED("execution.failed"),
    EXECUTION_TIMED_OUT("execution.timed_out"),
    EXECUTION_CANCELLED("execution.cancelled"),
    EXECUTION_REJECTED("execution.rejected"),
    EXECUTION_REVOKED("execution.revoked"),
    EXECUTION_LOST("execution.lost"),
    EXECUTION_SETTLED("execution.settled"),
    APPROVAL_REQUESTED("approval.requested"),
    APPROVAL_VOTED("approval.voted"),
    APPROVAL_GRANTED("approval.granted"),
    APPROVAL_VOTE_VOIDED("approval.vote_voided"),
    ACCESS_DENIED("access.denied"),
    ACCESS_ENDING("access.ending"),
    ACCESS_ENDED("access.ended"),
    AUTHENTICATION_FAILED("authentication.failed"),
    ENVELOPE_REFUSED("envelope.refused"),
    RESOURCE_APPLIED("resource.applied"),
    RESOURCE_DRAINING("resource.draining"),
    RESOURCE_DELETED("resource.deleted"),
    SECRET_WRITTEN("secret.written"),
    SECRET_LEASE_ABANDONED("secret_lease.abandoned"),
    TOKEN_CREATED("token.created"),
    TOKEN_ROTATED("token.rotated"),
    TOKEN_REVOKED("token.revoked"),
    JOIN_TOKEN_CREATED("join_token.created"),
    WORKER_REGISTERED("worker.registered"),
    WORKER_DRAIN_REQUESTED("worker.drain_requested"),
    WORKER_REVOKED("worker.revoked"),
    SESSION_ENDED("session.ended"),
    LOG_KEY_ANNOUNCED("log_key.announced"),
    MASTER_KEY_ADDED("master_key.added"),
    MASTER_KEY_PROMOTED("master_key.promoted"),
    MASTER_KEY_ROTATED("master_key.rotated"),
    LOG_EXPORTED("log.exported"),
    RECORDS_DELETED("records.deleted"),
    USER_CHANGED("user.changed"),
    GROUP_CHANGED("group.changed"),
    SCIM_CLIENT_CREATED("scim_client.created"),
    SCIM_TOKEN_CHANGED("scim_token.changed"),
    SIGNAL_RECEIVED("signal.received"),
    LOGIN_SUCCEEDED("login.succeeded"),
    LOGIN_ENDED("login.ended"),
    SCIM_SECRET_CHANGED("scim_secret.changed"),
    SCIM_TRUST_CHANGED("scim_trust.changed"),
    ACCESS_TOKEN_ISSUED("access_token.issued"),
    IMPERSONATION_STARTED("impersonation.started"),
    KILL_SWITCH_SET("kill_switch.set"),
    KILL_SWITCH_LIFTED("kill_switch.lifted"),
    KILL_SWITCH_EXPIRED("kill_switch.expired"),
    KILL_SWITCH_ENFORCED("kill_switch.enforced"),
    MAINTENANCE_BEGUN("maintenance.begun"),
    MAINTENANCE_ENDED("maintenance.ended"),
    OWNER_RECOVERED("owner.recovered"),
    ROLE_RENAMED("role.renamed"),
    POLICY_ASKED("policy.asked"),
    POLICY_REPLAYED("policy.replayed");

    private final String text;

    EventCode(String text) {
        this.text = text;
    }

    /** The code as it stands in leaves. */
    @Override
    public String toString() {
        return text;
    }
}
