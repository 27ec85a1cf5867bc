package dev.gatehouse.gateway.scim;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.annotation.Priority;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.ext.Provider;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Tells {@link ScimAnswers} whose request it is and what error it got, which the server below the door does not know. */
final class ScimAnswerFilter {
    private ScimAnswerFilter() {}

    /** After the door was opened. */
    @Provider
    @ScimDoor
    @Priority(Priorities.AUTHENTICATION + 1)
    static class Opened implements ContainerRequestFilter {
        private final ScimRequest shown;
        private final CurrentVertxRequest current;

        Opened(ScimRequest shown, CurrentVertxRequest current) {
            this.shown = shown;
            this.current = current;
        }

        @Override
        public void filter(ContainerRequestContext request) {
            ScimAnswers.opened(current.getCurrent(), shown.client());
        }
    }

    /** After every failure has the form of SCIM. */
    @Singleton
    static class Failed {
        private static final int LAST = 10;

        private final CurrentVertxRequest current;

        Failed(CurrentVertxRequest current) {
            this.current = current;
        }

        @ServerResponseFilter(priority = LAST)
        void note(ContainerRequestContext request, ContainerResponseContext response) {
            if (response.getStatus() >= 400
                    && request.getUriInfo().getPath().startsWith("/scim/")
                    && response.getEntity() instanceof String body) {
                ScimAnswers.failed(
                        current.getCurrent(),
                        ScimError.of(response.getStatus(), ScimJson.object(body.getBytes(StandardCharsets.UTF_8))));
            }
        }
    }
}
