package dev.gatehouse.secrets.aws;

import dev.gatehouse.secrets.StrictJson;
import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.EgressAnswer;
import dev.gatehouse.worker.EgressRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/** The SDK's HTTP client, whose every call passes the {@link Egress} guard. Thread-safe. */
final class GuardedSdkClient implements SdkHttpClient {
    private final Egress egress;
    private final String party;
    private final EgressRequest.Limits limits;

    /** @param party on whose behalf it calls */
    GuardedSdkClient(Egress egress, String party, EgressRequest.Limits limits) {
        this.egress = egress;
        this.party = party;
        this.limits = limits;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return sent(request);
            }

            @Override
            public void abort() {
                // A call ends at its deadline, whoever has given it up by then.
            }
        };
    }

    private HttpExecuteResponse sent(HttpExecuteRequest request) throws IOException {
        var call = new EgressRequest(
                request.httpRequest().method().name(),
                request.httpRequest().getUri().toString(),
                headers(request),
                body(request),
                limits);
        return switch (egress.send(party, call)) {
            case EgressAnswer.Answered answered -> response(whole(answered));
            case EgressAnswer.Refused(String code) -> throw new CallFailed(code);
            case EgressAnswer.Failed(String code) -> throw new CallFailed(code);
        };
    }

    /** The SDK would make something of a success that is broken; what an error says is not for us. */
    private static EgressAnswer.Answered whole(EgressAnswer.Answered answered) throws CallFailed {
        if (answered.status() / 100 == 2 && !StrictJson.isIn(answered)) {
            throw new CallFailed(AwsFailure.MALFORMED);
        }
        return answered;
    }

    /** Those that frame the message are the guard's own; it writes the very host that was signed. */
    private static Map<String, String> headers(HttpExecuteRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        request.httpRequest().forEachHeader((name, values) -> {
            if (!name.equalsIgnoreCase("host") && !name.equalsIgnoreCase("content-length")) {
                headers.put(name, String.join(", ", values));
            }
        });
        return headers;
    }

    private static String body(HttpExecuteRequest request) throws IOException {
        if (request.contentStreamProvider().isEmpty()) {
            return "";
        }
        try (InputStream content = request.contentStreamProvider().get().newStream()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static HttpExecuteResponse response(EgressAnswer.Answered answered) {
        var head = SdkHttpFullResponse.builder().statusCode(answered.status());
        answered.headers().forEach(head::putHeader);
        byte[] body = answered.body().getBytes(StandardCharsets.UTF_8);
        return HttpExecuteResponse.builder()
                .response(head.build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                .build();
    }

    @Override
    public String clientName() {
        return "gatehouse";
    }

    @Override
    public void close() {
        // It holds nothing between calls.
    }
}
