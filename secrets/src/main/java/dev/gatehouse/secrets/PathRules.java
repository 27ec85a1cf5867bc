package dev.gatehouse.secrets;

import dev.gatehouse.policy.Namespace;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Which paths of a store the secrets of a tenant, and of its namespaces, may name. A path has to follow one of the operator's
 * rules and, where the tenant declared some, one of those.
 *
 * <p>A rule is the beginning of a path. In it {@code *} stands for one whole segment, {@code {tenant}} for the tenant's name
 * and {@code {namespace}} for that of the secret's namespace. Both names end at {@code /} or {@code _}, which are in no name,
 * so that no rule of one covers what belongs to another whose name only begins alike.
 */
public record PathRules(List<String> ofOperator, List<String> ofTenant) {
    /** Every path. */
    public static final PathRules ALL = new PathRules(List.of("*"), List.of());

    private static final String ANY = "*";
    private static final String TENANT = "{tenant}";
    private static final String NAMESPACE = "{namespace}";

    public PathRules {
        ofOperator = List.copyOf(ofOperator);
        ofTenant = List.copyOf(ofTenant);
    }

    /** Whether the text is a rule. */
    public static boolean isRule(String rule) {
        String filled = fill(rule, _ -> "n");
        String path = filled.replace(ANY, "n") + (filled.endsWith("/") ? "n" : "");
        boolean wholeStars = List.of(filled.split("/", -1)).stream()
                .allMatch(segment -> segment.equals(ANY) || !segment.contains(ANY));
        return wholeStars && StorePath.isPlain(path) && endsNames(rule, TENANT) && endsNames(rule, NAMESPACE);
    }

    /** Whether each name in the rule ends where no longer name could go on. */
    private static boolean endsNames(String rule, String name) {
        for (int at = rule.indexOf(name); at >= 0; at = rule.indexOf(name, at + 1)) {
            int end = at + name.length();
            boolean begins = at == 0 || rule.charAt(at - 1) == '/' || rule.charAt(at - 1) == '_';
            boolean ends = end < rule.length() && (rule.charAt(end) == '/' || rule.charAt(end) == '_');
            if (!begins || !ends) {
                return false;
            }
        }
        return true;
    }

    /** Whether a secret of the namespace may name the path. */
    public boolean admit(String tenant, Namespace namespace, String path) {
        return StorePath.isPlain(path)
                && follows(ofOperator, tenant, namespace, path)
                && (ofTenant.isEmpty() || follows(ofTenant, tenant, namespace, path));
    }

    private static boolean follows(List<String> rules, String tenant, Namespace namespace, String path) {
        return rules.stream()
                .map(rule -> fill(rule, name -> name.equals(TENANT) ? tenant : namespace.path()))
                .anyMatch(rule -> begins(rule.split("/", -1), path.split("/", -1)));
    }

    private static String fill(String rule, UnaryOperator<String> names) {
        return rule.replace(TENANT, names.apply(TENANT)).replace(NAMESPACE, names.apply(NAMESPACE));
    }

    /** The last segment of a rule is the beginning of one of the path's, and the others are whole ones. */
    private static boolean begins(String[] rule, String[] path) {
        if (path.length < rule.length) {
            return false;
        }
        int last = rule.length - 1;
        for (int i = 0; i < last; i++) {
            if (!rule[i].equals(ANY) && !rule[i].equals(path[i])) {
                return false;
            }
        }
        return rule[last].equals(ANY) || path[last].startsWith(rule[last]);
    }
}
