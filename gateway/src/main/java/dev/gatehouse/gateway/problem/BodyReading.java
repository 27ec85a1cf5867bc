package dev.gatehouse.gateway.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;

/**
 * Reads the bodies of requests up to their limit, and answers as problems those that go beyond it, break their framing
 * or never end. None of these is a fault of ours, so the log says nothing of them.
 */
@Provider
class BodyReading implements ReaderInterceptor {
    private final CurrentVertxRequest request;

    BodyReading(CurrentVertxRequest request) {
        this.request = request;
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext body) throws IOException {
        long most = BodyLimit.of(request.getCurrent());
        body.setInputStream(new BoundedBody(body.getInputStream(), most));
        try {
            return body.proceed();
        } catch (JsonProcessingException notJson) {
            throw notJson;
        } catch (BoundedBody.TooLarge _) {
            throw last(Problem.bodyTooLarge(most));
        } catch (IOException _) {
            throw last(Problem.refused(400));
        }
    }

    /** Nobody knows where a next request would begin, so this answer is the connection's last. */
    private ProblemException last(Problem problem) {
        request.getCurrent().response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        return new ProblemException(problem);
    }
}
