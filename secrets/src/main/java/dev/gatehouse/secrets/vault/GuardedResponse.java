package dev.gatehouse.secrets.vault;

import dev.gatehouse.worker.EgressAnswer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSession;

/** What the guard brought back, as the driver reads it. Its text shows nothing of it. */
record GuardedResponse<T>(HttpRequest request, int statusCode, HttpHeaders headers, T body) implements HttpResponse<T> {
    static <T> GuardedResponse<T> of(
            HttpRequest request, EgressAnswer.Answered answered, HttpResponse.BodyHandler<T> handler) {
        var headers = HttpHeaders.of(
                answered.headers().entrySet().stream()
                        .collect(Collectors.toMap(each -> each.getKey(), each -> List.of(each.getValue()))),
                (_, _) -> true);
        HttpResponse.BodySubscriber<T> reader = handler.apply(new Head(answered.status(), headers));
        reader.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {}

            @Override
            public void cancel() {}
        });
        reader.onNext(List.of(ByteBuffer.wrap(answered.body().getBytes(StandardCharsets.UTF_8))));
        reader.onComplete();
        return new GuardedResponse<>(
                request,
                answered.status(),
                headers,
                reader.getBody().toCompletableFuture().join());
    }

    private record Head(int statusCode, HttpHeaders headers) implements HttpResponse.ResponseInfo {
        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }

    @Override
    public Optional<HttpResponse<T>> previousResponse() {
        return Optional.empty();
    }

    @Override
    public Optional<SSLSession> sslSession() {
        return Optional.empty();
    }

    @Override
    public URI uri() {
        return request.uri();
    }

    @Override
    public HttpClient.Version version() {
        return HttpClient.Version.HTTP_1_1;
    }

    @Override
    public String toString() {
        return "GuardedResponse[" + statusCode + "]";
    }
}
