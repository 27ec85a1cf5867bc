package dev.gatehouse.secrets.vault;

import dev.gatehouse.secrets.StrictJson;
import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.EgressAnswer;
import dev.gatehouse.worker.EgressRequest;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The driver's HTTP client, whose every call passes the {@link Egress} guard: it has no connections, redirects or proxies of
 * its own. Thread-safe.
 */
final class GuardedClient extends HttpClient {
    private final Egress egress;
    private final String party;
    private final EgressRequest.Limits limits;

    /** @param party on whose behalf it calls */
    GuardedClient(Egress egress, String party, EgressRequest.Limits limits) {
        this.egress = egress;
        this.party = party;
        this.limits = limits;
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
        var call = new EgressRequest(
                request.method(),
                request.uri().toString(),
                headers(request),
                new String(PublishedBody.of(request), StandardCharsets.UTF_8),
                limits);
        return switch (egress.send(party, call)) {
            case EgressAnswer.Answered answered -> GuardedResponse.of(request, whole(answered), handler);
            case EgressAnswer.Refused(String code) -> throw new CallFailed(code);
            case EgressAnswer.Failed(String code) -> throw new CallFailed(code);
        };
    }

    /** The driver would make something of a success that is broken; of an error the status is enough. */
    private static EgressAnswer.Answered whole(EgressAnswer.Answered answered) throws CallFailed {
        if (answered.status() / 100 == 2 && !StrictJson.isIn(answered)) {
            throw new CallFailed(StoreCause.MALFORMED);
        }
        return answered;
    }

    private static Map<String, String> headers(HttpRequest request) {
        return request.headers().map().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> String.join(", ", each.getValue())));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        throw new UnsupportedOperationException("calls block");
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, HttpResponse.BodyHandler<T> handler, HttpResponse.PushPromiseHandler<T> pushes) {
        throw new UnsupportedOperationException("calls block");
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return Optional.empty();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return Optional.of(limits.deadline());
    }

    @Override
    public Redirect followRedirects() {
        return Redirect.NEVER;
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return Optional.empty();
    }

    /** Nobody calls by it: whom to believe is the guard's. */
    @Override
    public SSLContext sslContext() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @Override
    public SSLParameters sslParameters() {
        return new SSLParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return Optional.empty();
    }

    @Override
    public Version version() {
        return Version.HTTP_1_1;
    }

    @Override
    public Optional<Executor> executor() {
        return Optional.empty();
    }
}
