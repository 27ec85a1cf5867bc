package dev.gatehouse.gateway.job;

import dev.gatehouse.worker.IdentityLaunch;
import dev.gatehouse.worker.Part;
import java.util.List;

/** A token by which a job's runs show somebody who they are, and where the program finds it. */
public sealed interface IdentityToken {
    /** Whom it is for. */
    String audience();

    /** In an environment variable, as it is at the start. */
    record InEnv(String audience, String name) implements IdentityToken {
        /** The worker fills it in as it does a secret. */
        Part.Joined value() {
            return new Part.Joined(List.of(new Part.SecretPart(IdentityLaunch.secretName(audience))));
        }
    }

    /** In a file that the worker renews. */
    record InFile(String audience, String path) implements IdentityToken {}
}
