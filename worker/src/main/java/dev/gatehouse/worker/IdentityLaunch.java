package dev.gatehouse.worker;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * A token that an attempt needs to show somebody who it is. The worker asks for it, and lends it to the launch as the secret
 * {@link #secretName}, which no envelope holds.
 *
 * @param audience whom it is for
 * @param file where it lies for the program, renewed, by path relative to the attempt's own directory; absent where only the
 *     launch's strings have it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record IdentityLaunch(String audience, @Nullable String file) {
    public IdentityLaunch {
        requireNonNull(audience, "audience");
    }

    /** A token that is there when the program begins, and stays as it is. */
    public static IdentityLaunch atStart(String audience) {
        return new IdentityLaunch(audience, null);
    }

    /** A token in a file. */
    public static IdentityLaunch inFile(String audience, String file) {
        return new IdentityLaunch(audience, file);
    }

    /** What a launch calls the token for this audience. Full names of secrets have no colon. */
    public static String secretName(String audience) {
        return "identity:" + audience;
    }
}
