package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.job.IdentityToken;
import dev.gatehouse.gateway.job.InvalidJobSpec;
import dev.gatehouse.gateway.job.JobSpec;
import dev.gatehouse.gateway.job.Pointer;
import dev.gatehouse.gateway.job.Template;
import dev.gatehouse.gateway.job.TemplatePath;
import dev.gatehouse.gateway.operation.PublicAddress;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.secrets.EmbeddedStore;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job's templates stand where they may, its worker group exists, its runs show nobody of ours who they are, and every {@code secrets.NAME} becomes the full name
 * of the nearest secret upwards from the job's namespace.
 */
final class JobResolution implements Resolution {
    private static final Pointer PROCESS = Draft.SPEC.child("run").child("process");

    private final PublicAddress gateway;

    JobResolution(PublicAddress gateway) {
        this.gateway = gateway;
    }

    @Override
    public void resolve(Draft draft, Declarations declarations) throws SQLException {
        JobSpec job;
        try {
            job = JobSpec.parse(draft.spec());
        } catch (InvalidJobSpec invalid) {
            invalid.violations()
                    .forEach(violation ->
                            draft.refuse(new Pointer(Draft.SPEC + violation.pointer()), violation.message()));
            return;
        }
        if (!job.workerGroup().equals(WorkerGroups.DEFAULT)
                && !declarations.has(WorkerGroups.KIND, Namespace.ROOT, job.workerGroup())) {
            draft.refuse(Draft.SPEC.child("workerGroup"), "there is no such worker group");
        }
        checkAudiences(draft, job);
        Map<TemplatePath.Secret, TemplatePath.Secret> fullNames = new HashMap<>();
        for (TemplatePath.Secret secret : job.secrets()) {
            nearest(draft.namespace(), secret, declarations).ifPresent(found -> fullNames.put(secret, found));
        }
        rename(draft, fullNames);
    }

    /** A token for us could be taken for one that opens our doors. */
    private void checkAudiences(Draft draft, JobSpec job) {
        List<IdentityToken> tokens = job.run().identity();
        for (int i = 0; i < tokens.size(); i++) {
            if (gateway.isOurs(tokens.get(i).audience())) {
                draft.refuse(
                        PROCESS.child("identity").child(i).child("audience"),
                        "audience_reserved: no run gets a token for Gatehouse itself");
            }
        }
    }

    /** The secrets of a resolved job. */
    static List<SecretReference> secrets(JobSpec job) {
        return job.secrets().stream()
                .map(secret -> new SecretReference(
                        EmbeddedStore.NAME, new Namespace(secret.namespace().orElseThrow()), secret.name()))
                .toList();
    }

    /** A full name counts as it is, where the job lies at or below it. */
    private static Optional<TemplatePath.Secret> nearest(
            Namespace job, TemplatePath.Secret secret, Declarations declarations) throws SQLException {
        for (Namespace namespace : job.ancestry()) {
            boolean asked =
                    secret.namespace().isEmpty() || secret.namespace().get().equals(namespace.path());
            if (asked && declarations.has("secret", namespace, secret.name())) {
                return Optional.of(new TemplatePath.Secret(Optional.of(namespace.path()), secret.name()));
            }
        }
        return Optional.empty();
    }

    private static void rename(Draft draft, Map<TemplatePath.Secret, TemplatePath.Secret> fullNames) {
        JsonNode process = draft.spec().path("run").path("process");
        if (process.path("env") instanceof ObjectNode env) {
            env.properties()
                    .forEach(variable -> rename(
                            draft, env, variable.getKey(), PROCESS.child("env").child(variable.getKey()), fullNames));
        }
        if (process instanceof ObjectNode withStdin && process.has("stdin")) {
            rename(draft, withStdin, "stdin", PROCESS.child("stdin"), fullNames);
        }
        process.path("files").properties().forEach(file -> {
            if (file.getValue() instanceof ObjectNode content
                    && content.path("template").asBoolean(false)) {
                Pointer at = PROCESS.child("files").child(file.getKey()).child("text");
                rename(draft, content, "text", at, fullNames);
            }
        });
    }

    private static void rename(
            Draft draft,
            ObjectNode parent,
            String member,
            Pointer at,
            Map<TemplatePath.Secret, TemplatePath.Secret> fullNames) {
        Template template = Template.parse(parent.path(member).asText());
        template.paths()
                .filter(TemplatePath.Secret.class::isInstance)
                .map(TemplatePath.Secret.class::cast)
                .filter(secret -> !fullNames.containsKey(secret))
                .forEach(missing -> draft.refuse(
                        at, "there is no secret " + missing.fullName() + " in the job's namespace or above it"));
        if (template.paths().anyMatch(TemplatePath.Secret.class::isInstance)) {
            parent.put(
                    member,
                    template.withSecrets(secret -> fullNames.getOrDefault(secret, secret))
                            .toString());
        }
    }
}
