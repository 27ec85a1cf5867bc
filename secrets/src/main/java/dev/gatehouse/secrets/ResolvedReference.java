package dev.gatehouse.secrets;

import dev.gatehouse.policy.SecretReference;
import java.util.Optional;

/**
 * A secret that went into an envelope: which one, from where, and which version of it. None of that is the value.
 *
 * @param version as its store counts; absent where it does not
 * @param lease under which it was issued; absent for one that was read
 */
public record ResolvedReference(
        SecretReference reference, SecretLocation location, Optional<String> version, Optional<String> lease) {
    /** What events and logs say of it: {@code namespace/name = store/path#key@version (lease)}. */
    @Override
    public String toString() {
        return SecretResolver.partName(reference)
                + " = "
                + location
                + version.map(number -> "@" + number).orElse("")
                + lease.map(name -> " (" + name + ")").orElse("");
    }
}
