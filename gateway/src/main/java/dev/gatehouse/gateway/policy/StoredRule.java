package dev.gatehouse.gateway.policy;

import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Rule;
import dev.gatehouse.policy.RuleName;
import dev.gatehouse.policy.RuleVersion;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** A version of a resource that a policy is made of, without what it says. */
record StoredRule(UUID id, RuleVersion version) {
    static final String ROLE = "role";
    static final String GUARDRAIL = "guardrail";
    static final String PROVIDER = "identityprovider";

    Rule rule() {
        return new Rule(version.kind(), id, version.revision());
    }

    RuleName name() {
        return new RuleName(version.kind(), namespace(), version.name());
    }

    Namespace namespace() {
        return new Namespace(version.namespace());
    }

    /** The row's rule; a tenant without any has one row without one. */
    static Optional<StoredRule> of(ResultSet row) throws SQLException {
        var id = row.getObject("id", UUID.class);
        if (id == null) {
            return Optional.empty();
        }
        var version = new RuleVersion(
                row.getString("kind"),
                row.getString("namespace"),
                row.getString("name"),
                row.getLong("revision"),
                row.getString("digest"));
        return Optional.of(new StoredRule(id, version));
    }

    /** One that is declared for the first time; its id follows from its name. */
    static StoredRule first(RuleName name, String digest) {
        return new StoredRule(
                UUID.nameUUIDFromBytes(name.toString().getBytes(StandardCharsets.UTF_8)),
                new RuleVersion(name.kind(), name.namespace().path(), name.name(), 1, digest));
    }

    /** The next version, which says something else. */
    StoredRule next(String digest) {
        return new StoredRule(
                id,
                new RuleVersion(version.kind(), version.namespace(), version.name(), version.revision() + 1, digest));
    }
}
