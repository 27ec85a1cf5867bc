package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.job.JobSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A secret is needed by jobs that reference it, and by executions of any of their revisions that did. */
final class SecretUsage implements Usage {
    private final ObjectMapper json;

    SecretUsage(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public Needs of(Connection connection, ResourceEntity secret) throws SQLException {
        String mentioned =
                "secrets." + secret.key().namespace() + "/" + secret.key().name();
        String tenant = secret.key().tenant();
        List<ResourceKey> jobs = UsageRows.jobs(connection, tenant, mentioned).stream()
                .filter(found -> references(found.spec(), secret.key()))
                .map(UsageRows.Mentioning::job)
                .toList();
        long executions = UsageRows.pinned(connection, tenant, mentioned).stream()
                .filter(pinned -> references(pinned.spec(), secret.key()))
                .mapToLong(UsageRows.Pinned::executions)
                .sum();
        return new Needs(jobs, executions, 0);
    }

    /** A text may mention a secret without being a template. */
    private boolean references(String spec, ResourceKey secret) {
        try {
            return JobResolution.secrets(JobSpec.ofStored(json.readTree(spec))).stream()
                    .anyMatch(each -> each.namespace().path().equals(secret.namespace())
                            && each.name().equals(secret.name()));
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("a stored spec is not JSON", malformed);
        }
    }
}
