package dev.gatehouse.cli;

import dev.gatehouse.policy.Rule;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** Where there is no gateway to ask, names are ids: whoever goes by one name is one and the same. */
final class PolicyNames {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private PolicyNames() {}

    /** Users are known by their names in any case. */
    static UUID user(String name) {
        return idOf("user", name.toLowerCase(Locale.ROOT));
    }

    static UUID serviceAccount(String name) {
        return idOf("serviceAccount", name);
    }

    /** Groups are known by their names in any case, and those from claims as they are written. */
    static UUID group(String name) {
        return idOf("group", name.startsWith("idp:") ? name : name.toLowerCase(Locale.ROOT));
    }

    static Rule rule(String kind, String namespace, String name) {
        return new Rule(kind, idOf(kind, namespace + "/" + name), 1);
    }

    private static UUID idOf(String kind, String name) {
        return ID.matcher(name).matches()
                ? UUID.fromString(name)
                : UUID.nameUUIDFromBytes((kind + "/" + name).getBytes(StandardCharsets.UTF_8));
    }
}
