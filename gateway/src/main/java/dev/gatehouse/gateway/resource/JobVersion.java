package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.job.JobSpec;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.SecretReference;
import java.util.List;
import java.util.UUID;

/**
 * One revision of a job, as it is stored.
 *
 * @param author who applied it; asked for {@code secret:use} at every start of a job with secrets
 * @param secrets what the spec references, each once; a part of the launch names one {@code namespace/name}
 */
public record JobVersion(JobReference reference, JobSpec spec, UUID author, List<SecretReference> secrets) {
    public JobVersion {
        secrets = List.copyOf(secrets);
    }
}
