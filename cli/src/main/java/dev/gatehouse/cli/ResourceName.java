package dev.gatehouse.cli;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** What people type to name what the gateway has, as the gateway's path of it. */
final class ResourceName {
    private static final List<String> KINDS = List.of(
            "namespaces",
            "roles",
            "rolebindings",
            "guardrails",
            "identityproviders",
            "serviceaccounts",
            "workergroups",
            "secretstores",
            "secrets",
            "jobs",
            "executions");
    private static final Set<String> NAMESPACED = Set.of("guardrails", "rolebindings", "secrets", "jobs");

    private ResourceName() {}

    /** The kind as paths write it; a person may write its singular, and capitals. */
    static String plural(String kind) {
        String wanted = kind.toLowerCase(Locale.ROOT);
        return Stream.of(wanted, wanted + "s")
                .filter(KINDS::contains)
                .findFirst()
                .orElseThrow(() -> CommandFailure.usage("no kind " + kind + "; there are: " + String.join(" ", KINDS)));
    }

    /** The path of one thing of the kind. */
    static String path(String kind, String name) {
        String kinds = plural(kind);
        String[] segments = name.split("/", -1);
        boolean namespaced = NAMESPACED.contains(kinds);
        if (segments.length != (namespaced ? 2 : 1)) {
            throw CommandFailure.usage("one of " + kinds + " is named " + (namespaced ? "NAMESPACE/NAME" : "without /")
                    + ", not: " + name);
        }
        return kinds + "/" + GatewayClient.path(segments);
    }

    /** The path of one declared resource; executions are none. */
    static String resource(String kind, String name) {
        String path = path(kind, name);
        if (path.startsWith("executions/")) {
            throw CommandFailure.usage("an execution is not declared, so it has no revisions and is not deleted");
        }
        return path;
    }
}
