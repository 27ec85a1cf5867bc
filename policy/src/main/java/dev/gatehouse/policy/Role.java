package dev.gatehouse.policy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** One version of a role: a named set of permissions of a tenant. */
public record Role(UUID id, String name, long revision, RoleSpec spec) {
    /** The built-in role that may do everything. */
    public static final Role OWNER = builtIn(1, "Owner", 1, "May do everything", Permission.ALL);

    /** The built-in role that may start jobs by their names and see what became of them, and no job's manifest. */
    public static final Role LAUNCHER = builtIn(
            2,
            "Launcher",
            2,
            "May start jobs by their names, follow and cancel their executions",
            Set.of(
                    Permission.EXECUTION_CREATE,
                    Permission.EXECUTION_READ,
                    Permission.EXECUTION_CANCEL,
                    Permission.LOG_READ,
                    Permission.OUTPUT_READ));

    /**
     * The built-in role that administers a tenant and gives its roles. It has neither the record of what was done, nor a way
     * to become somebody else.
     */
    public static final Role ADMIN = builtIn(
            3,
            "Admin",
            1,
            "May do everything but read the log, act as somebody else, and say whom identity providers mean",
            allBut(
                    Permission.AUDIT_READ,
                    Permission.SCIM_CLIENT_WRITE,
                    Permission.SUBJECT_IMPERSONATE,
                    Permission.write("identityprovider")));

    /** The built-in role that sees what there is and how executions stand, and nothing that they wrote. */
    public static final Role VIEWER = builtIn(
            4,
            "Viewer",
            1,
            "May see jobs and how executions stand, without logs and outputs",
            Set.of(
                    Permission.EXECUTION_READ,
                    Permission.read("job"),
                    Permission.read("namespace"),
                    Permission.read("workergroup")));

    /** The built-in role that writes jobs which others start; a job of its own uses no secret. */
    public static final Role EDITOR = builtIn(
            5,
            "Editor",
            1,
            "May write jobs without secrets and read their logs, and start none",
            and(VIEWER, Permission.LOG_READ, Permission.TOKEN_CREATE, Permission.write("job")));

    /** The built-in role that writes jobs, with the secrets of their namespace, and starts them. */
    public static final Role DEVELOPER = builtIn(
            6,
            "Developer",
            1,
            "May write jobs that use secrets, start them, and see all that they wrote",
            and(
                    EDITOR,
                    Permission.EXECUTION_CREATE,
                    Permission.EXECUTION_CANCEL,
                    Permission.OUTPUT_READ,
                    Permission.SECRET_USE,
                    Permission.WORKER_READ,
                    Permission.read("secret")));

    /** The built-in role that reads the log and every rule, and changes nothing. */
    public static final Role AUDITOR = builtIn(
            7,
            "Auditor",
            1,
            "May read the log, all that is declared and who has access, and change nothing",
            Set.of(
                    Permission.AUDIT_READ,
                    Permission.EXECUTION_READ,
                    Permission.KILL_SWITCH_READ,
                    Permission.MAINTENANCE_READ,
                    Permission.POLICY_READ,
                    Permission.SCIM_CLIENT_READ,
                    Permission.SUBJECT_READ,
                    Permission.WORKER_READ,
                    Permission.read("guardrail"),
                    Permission.read("identityprovider"),
                    Permission.read("job"),
                    Permission.read("namespace"),
                    Permission.read("role"),
                    Permission.read("rolebinding"),
                    Permission.read("secret"),
                    Permission.read("secretstore"),
                    Permission.read("serviceaccount"),
                    Permission.read("workergroup")));

    /** The built-in role that connects the identity providers which say who exists. */
    public static final Role SCIM_PROVISIONER = builtIn(
            8,
            "ScimProvisioner",
            1,
            "May make and end the credentials of SCIM clients, and see whom they provision",
            Set.of(Permission.SCIM_CLIENT_READ, Permission.SCIM_CLIENT_WRITE, Permission.SUBJECT_READ));

    /** The roles that every tenant has without declaring them. */
    public static final List<Role> BUILT_IN =
            List.of(OWNER, ADMIN, DEVELOPER, EDITOR, LAUNCHER, VIEWER, AUDITOR, SCIM_PROVISIONER);

    private static Role builtIn(int number, String name, long revision, String description, Set<Permission> all) {
        return new Role(
                new UUID(0x8000, 0x8000_0000_0000_0000L | number), name, revision, new RoleSpec(description, all));
    }

    private static Set<Permission> allBut(Permission... left) {
        var all = new TreeSet<>(Permission.ALL);
        List.of(left).forEach(all::remove);
        return all;
    }

    private static Set<Permission> and(Role role, Permission... more) {
        var all = new TreeSet<>(role.spec().permissions());
        all.addAll(List.of(more));
        return all;
    }

    Rule rule() {
        return new Rule("role", id, revision);
    }

    /** Whether the name belongs to a built-in role, so that no tenant may declare a role of it. */
    public static boolean isBuiltIn(String name) {
        return BUILT_IN.stream().anyMatch(role -> role.name().equalsIgnoreCase(name));
    }
}
