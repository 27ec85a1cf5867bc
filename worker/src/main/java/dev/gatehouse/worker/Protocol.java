package dev.gatehouse.worker;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/**
 * The worker protocol's names: header, version, routes, and the form in which bytes travel. {@code
 * docs/worker-protocol.md} describes it for somebody who writes another worker.
 */
public final class Protocol {
    public static final String HEADER = "Gatehouse-Protocol";
    public static final String VERSION = "1";

    public static final String REGISTER = "/worker/v1/register";
    public static final String RENEW = "/worker/v1/renew";
    public static final String CLAIM = "/worker/v1/claim";
    public static final String START = "/worker/v1/start";
    public static final String STARTS = "/worker/v1/starts";
    public static final String CONTROL = "/worker/v1/control";
    public static final String LOGS = "/worker/v1/logs";
    public static final String REPORT = "/worker/v1/report";
    public static final String REPORTS = "/worker/v1/reports";
    public static final String IDENTITY = "/worker/v1/identity";
    public static final String LEAVE = "/worker/v1/leave";

    /**
     * How long a worker waits for the answer to a start. One that comes later begins nothing: the worker asks again. For
     * as long the gateway does not hold it against a worker that it leaves out what it may not have heard of.
     */
    public static final Duration START_PATIENCE = Duration.ofSeconds(10);

    /** What process jobs of a session get: their own uid and PID namespace. */
    public static final String ISOLATION_PID_NAMESPACE = "pid_namespace";
    /** What process jobs of a session get: the worker's own uid, and nothing around them. */
    public static final String ISOLATION_NONE = "none";

    private Protocol() {}

    /** The versions that a gateway of this build takes, newest first: this one and, where there is one, that before. */
    public static List<String> spoken() {
        return spoken(Integer.parseInt(VERSION));
    }

    static List<String> spoken(int newest) {
        return newest == 1 ? List.of("1") : List.of(Integer.toString(newest), Integer.toString(newest - 1));
    }

    /** Bytes as they travel: base64url without padding (RFC 4648, section 5). */
    public static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Bytes that travelled.
     *
     * @throws IllegalArgumentException when the text is not base64url
     */
    public static byte[] decode(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    /** A mapper for the protocol's records: unknown members are ignored, so that either side may be newer. */
    public static JsonMapper mapper() {
        return JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.FAIL_ON_IGNORED_PROPERTIES)
                .build();
    }
}
