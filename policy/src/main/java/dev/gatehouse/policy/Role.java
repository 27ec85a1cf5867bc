package dev.gatehouse.policy;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/** One version of a role: a named set of permissions of a tenant. */
public record Role(UUID id, String name, long revision, RoleSpec spec) {
    /** The built-in role that may do everything. */
    public static final Role OWNER = new Role(
            UUID.fromString("00000000-0000-8000-8000-000000000001"),
            "Owner",
            1,
            new RoleSpec("May do everything", Permission.ALL));

    /** The built-in role that may start jobs and see what became of them. */
    public static final Role LAUNCHER = new Role(
            UUID.fromString("00000000-0000-8000-8000-000000000002"),
            "Launcher",
            1,
            new RoleSpec(
                    "May start jobs, follow and cancel their executions",
                    Set.of(
                            Permission.EXECUTION_CREATE,
                            Permission.EXECUTION_READ,
                            Permission.EXECUTION_CANCEL,
                            Permission.LOG_READ,
                            Permission.OUTPUT_READ,
                            Permission.read("job"))));

    /** The roles that every tenant has without declaring them. */
    public static final List<Role> BUILT_IN = List.of(OWNER, LAUNCHER);

    /** Whether the name belongs to a built-in role, so that no tenant may declare a role of it. */
    public static boolean isBuiltIn(String name) {
        return BUILT_IN.stream().anyMatch(role -> role.name().equalsIgnoreCase(name));
    }
}
