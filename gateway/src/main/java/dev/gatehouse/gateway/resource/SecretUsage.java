package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.job.JobSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A secret is needed by jobs that reference it, by executions of any of their revisions that did, and by the stores that the
 * gateway logs in at with it.
 */
final class SecretUsage implements Usage {
    private static final String LOGS_IN = """
            kind = 'secretstore' AND ? IN (spec #>> '{vault,login,appRole,secretId}', spec #>> '{vault,login,jwt,token}',
                                           spec #>> '{aws,secretAccessKey}')""";

    private final ObjectMapper json;

    SecretUsage(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public Needs of(Connection connection, ResourceEntity secret) throws SQLException {
        String mentioned =
                "secrets." + secret.key().namespace() + "/" + secret.key().name();
        String tenant = secret.key().tenant();
        List<ResourceKey> needing = new ArrayList<>(UsageRows.referrers(
                connection,
                secret,
                LOGS_IN,
                secret.key().namespace() + "/" + secret.key().name()));
        UsageRows.jobs(connection, tenant, mentioned).stream()
                .filter(found -> references(found.spec(), secret.key()))
                .map(UsageRows.Mentioning::job)
                .forEach(needing::add);
        long executions = UsageRows.pinned(connection, tenant, mentioned).stream()
                .filter(pinned -> references(pinned.spec(), secret.key()))
                .mapToLong(UsageRows.Pinned::executions)
                .sum();
        return new Needs(needing, executions, 0);
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
