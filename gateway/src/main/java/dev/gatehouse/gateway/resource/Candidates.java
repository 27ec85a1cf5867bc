package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.job.Pointer;
import dev.gatehouse.gateway.policy.PolicyChange;
import dev.gatehouse.policy.RuleName;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Manifests of rules as changes that nobody makes: refused where an apply would refuse them, and never written. Thread-safe. */
@Singleton
public final class Candidates {
    private static final Set<String> RULES = Set.of("role", "rolebinding", "guardrail");
    private static final String NAMESPACE = "namespace";

    private final DraftReader reader;

    Candidates(DraftReader reader) {
        this.reader = reader;
    }

    /** The drafts of a manifest, not yet resolved. */
    public static final class Read {
        private final List<Draft> drafts;

        private Read(List<Draft> drafts) {
            this.drafts = drafts;
        }

        /** The changes, with the ids that names have in the connection's transaction. */
        public List<PolicyChange> resolve(Connection connection, String tenant) throws SQLException {
            return changes(DraftResolution.resolve(connection, tenant, drafts));
        }
    }

    /** Reads a manifest of roles, role bindings and guardrails; it may declare the namespaces that they need. */
    public Read read(String manifest) {
        byte[] yaml = manifest.getBytes(StandardCharsets.UTF_8);
        ManifestReader.requireSize(yaml);
        List<Draft> drafts = reader.read(new Manifest(yaml, Map.of()));
        drafts.stream()
                .filter(draft -> !isRule(draft) && !draft.kind().word().equals(NAMESPACE))
                .forEach(draft -> draft.refuse(
                        Pointer.ROOT.child("kind"), "a candidate has roles, role bindings and guardrails"));
        DraftReader.refuseAny(List.of(), drafts);
        return new Read(drafts);
    }

    /** Those of the drafts that are rules, as changes. */
    static List<PolicyChange> changes(List<Draft> resolved) {
        return resolved.stream()
                .filter(Candidates::isRule)
                .map(draft -> {
                    StoredSpec spec = StoredSpec.of(draft.spec());
                    return new PolicyChange(
                            rule(draft), Optional.of(new PolicyChange.Spec(spec.json(), spec.digest())));
                })
                .toList();
    }

    static boolean isRule(Draft draft) {
        return RULES.contains(draft.kind().word());
    }

    static RuleName rule(Draft draft) {
        return new RuleName(draft.kind().word(), draft.namespace(), draft.name());
    }
}
