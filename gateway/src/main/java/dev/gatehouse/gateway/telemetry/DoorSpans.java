package dev.gatehouse.gateway.telemetry;

import static io.opentelemetry.semconv.UrlAttributes.URL_PATH;
import static io.opentelemetry.semconv.UrlAttributes.URL_QUERY;
import static io.opentelemetry.semconv.UserAgentAttributes.USER_AGENT_ORIGINAL;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Keeps out of exported spans what callers put where it does not belong: a token in a path or a user agent, and every
 * query, since that holds search texts. Thread-safe.
 */
@Singleton
final class DoorSpans implements SpanProcessor {
    private static final Pattern CREDENTIAL = Pattern.compile("g(?:h[aw]|s[cs])_[\\w-]+|ey[\\w-]+\\.[\\w-]+\\.[\\w-]*");
    private static final List<AttributeKey<String>> TEXTS = List.of(URL_PATH, USER_AGENT_ORIGINAL);
    private static final String REDACTED = "REDACTED";

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        if (span.getAttribute(URL_QUERY) != null) {
            span.setAttribute(URL_QUERY, REDACTED);
        }
        for (AttributeKey<String> key : TEXTS) {
            String text = span.getAttribute(key);
            if (text != null && CREDENTIAL.matcher(text).find()) {
                span.setAttribute(key, CREDENTIAL.matcher(text).replaceAll(REDACTED));
            }
        }
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {}

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
