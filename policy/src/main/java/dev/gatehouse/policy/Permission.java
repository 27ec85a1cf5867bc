package dev.gatehouse.policy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One thing a role may allow, written {@code resource:action}. */
public record Permission(String resource, String action) implements Comparable<Permission> {
    public static final Permission EXECUTION_CREATE = new Permission("execution", "create");
    public static final Permission EXECUTION_READ = new Permission("execution", "read");
    public static final Permission EXECUTION_CANCEL = new Permission("execution", "cancel");
    public static final Permission LOG_READ = new Permission("log", "read");
    public static final Permission OUTPUT_READ = new Permission("output", "read");
    public static final Permission SECRET_USE = new Permission("secret", "use");
    public static final Permission SECRET_MANAGE = new Permission("secret", "manage");
    public static final Permission SUBJECT_READ = new Permission("subject", "read");
    public static final Permission SUBJECT_MANAGE = new Permission("subject", "manage");
    public static final Permission TOKEN_CREATE = new Permission("token", "create");
    public static final Permission TOKEN_MANAGE = new Permission("token", "manage");
    public static final Permission WORKER_REGISTER = new Permission("worker", "register");
    public static final Permission WORKER_READ = new Permission("worker", "read");
    public static final Permission WORKER_MANAGE = new Permission("worker", "manage");
    public static final Permission APPROVAL_DECIDE = new Permission("approval", "decide");
    public static final Permission POLICY_READ = new Permission("policy", "read");
    public static final Permission POLICY_REPLAY = new Permission("policy", "replay");
    public static final Permission AUDIT_READ = new Permission("audit", "read");
    public static final Permission SCIM_CLIENT_READ = new Permission("scimclient", "read");
    public static final Permission SCIM_CLIENT_WRITE = new Permission("scimclient", "write");

    public static final Permission KILL_SWITCH_READ = new Permission("killswitch", "read");
    public static final Permission KILL_SWITCH_WRITE = new Permission("killswitch", "write");
    public static final Permission MAINTENANCE_READ = new Permission("maintenance", "read");
    public static final Permission MAINTENANCE_WRITE = new Permission("maintenance", "write");

    /** Of the installation: they count in the operators' tenant alone. */
    public static final Permission MASTER_KEY_READ = new Permission("masterkey", "read");

    public static final Permission MASTER_KEY_WRITE = new Permission("masterkey", "write");

    /** To act as another subject of the tenant for a while. */
    public static final Permission SUBJECT_IMPERSONATE = new Permission("subject", "impersonate");

    private static final List<String> KINDS = List.of(
            "guardrail",
            "identityprovider",
            "job",
            "maintenance",
            "namespace",
            "role",
            "rolebinding",
            "secret",
            "secretstore",
            "serviceaccount",
            "workergroup");

    /** Every permission there is. */
    public static final Set<Permission> ALL = catalogue();

    /** Whoever may do one of these can give access, to others or to themselves. */
    private static final Set<Permission> GIVING_ACCESS = Set.of(
            new Permission("role", "write"),
            new Permission("rolebinding", "write"),
            new Permission("identityprovider", "write"),
            new Permission("serviceaccount", "write"),
            TOKEN_MANAGE,
            SCIM_CLIENT_WRITE,
            SUBJECT_IMPERSONATE);

    /** What it takes to find a guardrail and to take it back. */
    private static final Set<Permission> OF_GUARDRAILS =
            Set.of(new Permission("guardrail", "read"), new Permission("guardrail", "write"));

    private static final Map<String, Permission> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Permission::toString, Function.identity()));

    /** What these are about lies in no namespace. */
    private static final Set<String> TENANT_WIDE = Set.of(
            "audit",
            "identityprovider",
            "maintenance",
            "masterkey",
            "namespace",
            "role",
            "scimclient",
            "secretstore",
            "serviceaccount",
            "subject",
            "worker",
            "workergroup");

    /** The permission of that name, or nothing when there is none. */
    public static Optional<Permission> parse(String text) {
        return Optional.ofNullable(BY_NAME.get(text));
    }

    /** Whether whoever may do it can give access, to others or to themselves. */
    public boolean givesAccess() {
        return GIVING_ACCESS.contains(this);
    }

    /** Whether a guardrail has a say in it: in what it takes to find one and to take it back none has. */
    public boolean isGuarded() {
        return !OF_GUARDRAILS.contains(this);
    }

    /** Whether policy is asked for it at the root alone. */
    public boolean isTenantWide() {
        return TENANT_WIDE.contains(resource);
    }

    /** Reading resources of the kind, named in lower-case singular. */
    public static Permission read(String kind) {
        return of(kind, "read");
    }

    /** Declaring, changing or removing resources of the kind, named in lower-case singular. */
    public static Permission write(String kind) {
        return of(kind, "write");
    }

    private static Permission of(String kind, String action) {
        return parse(kind + ":" + action).orElseThrow(() -> new IllegalArgumentException("unknown kind"));
    }

    private static Set<Permission> catalogue() {
        var all = new TreeSet<>(List.of(
                EXECUTION_CREATE,
                EXECUTION_READ,
                EXECUTION_CANCEL,
                LOG_READ,
                OUTPUT_READ,
                SECRET_USE,
                SECRET_MANAGE,
                SUBJECT_READ,
                SUBJECT_MANAGE,
                TOKEN_CREATE,
                TOKEN_MANAGE,
                WORKER_REGISTER,
                WORKER_READ,
                WORKER_MANAGE,
                APPROVAL_DECIDE,
                POLICY_READ,
                POLICY_REPLAY,
                AUDIT_READ,
                SCIM_CLIENT_READ,
                SCIM_CLIENT_WRITE,
                KILL_SWITCH_READ,
                KILL_SWITCH_WRITE,
                MAINTENANCE_READ,
                MAINTENANCE_WRITE,
                MASTER_KEY_READ,
                MASTER_KEY_WRITE,
                SUBJECT_IMPERSONATE));
        for (String kind : KINDS) {
            all.add(new Permission(kind, "read"));
            all.add(new Permission(kind, "write"));
        }
        return Collections.unmodifiableSet(all);
    }

    @Override
    public int compareTo(Permission other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return resource + ":" + action;
    }
}
