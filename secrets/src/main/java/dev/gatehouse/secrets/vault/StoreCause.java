package dev.gatehouse.secrets.vault;

import io.github.jopenlibs.vault.VaultException;
import org.jspecify.annotations.Nullable;

/** Why a server cannot be asked, in a word of ours: nothing that it said, and no address, gets out. */
final class StoreCause {
    static final String MALFORMED = "answer_malformed";

    private StoreCause() {}

    static String of(VaultException failure) {
        for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof CallFailed call) {
                return call.code();
            }
        }
        return failure.getHttpStatusCode() == 0 ? MALFORMED : of(failure.getHttpStatusCode());
    }

    /** The server's statuses, as its HTTP API documents them. */
    static String of(int status) {
        return switch (status) {
            case 200, 204 -> MALFORMED;
            case 301, 302, 307, 308 -> "store_redirects";
            case 412 -> "store_behind";
            case 429, 472, 473 -> "store_busy";
            case 503 -> "store_sealed";
            default -> status >= 500 ? "store_failed" : "call_refused";
        };
    }

    /** Whether the server understood, and said no. */
    static boolean isRefusal(VaultException failure) {
        int status = failure.getHttpStatusCode();
        return status == 400 || status == 401 || status == 403 || status == 404;
    }
}
