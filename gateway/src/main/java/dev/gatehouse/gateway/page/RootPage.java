package dev.gatehouse.gateway.page;

import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.Unguarded;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A small page for whoever opens the gateway in a browser: version, state, links. It knows nothing of any tenant. */
@Path("/")
@RunOnVirtualThread
class RootPage {
    private final GatehouseConfig config;
    private final Transactions transactions;
    private final String version;

    RootPage(
            GatehouseConfig config,
            Transactions transactions,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.config = config;
        this.transactions = transactions;
        this.version = version;
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    @Unguarded("says only that a gateway is here and whether it is ready")
    public Response page() {
        String page = """
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <title>Gatehouse</title>
            </head>
            <body>
              <h1>Gatehouse</h1>
              <p>A governance plane for the workers and orchestrators that you already run.</p>
              <dl>
                <dt>Version</dt><dd>%s</dd>
                <dt>State</dt><dd>%s</dd>
              </dl>
              <ul>
                <li><a href="http://127.0.0.1:%d/q/health">health</a> and
                    <a href="http://127.0.0.1:%d/q/metrics">metrics</a>, on the gateway's own machine</li>
                <li>the audit log's checkpoint: <code>/audit/TENANT/checkpoint</code></li>
                <li>the command line: <code>./gatehouse --help</code></li>
              </ul>
            </body>
            </html>
            """.formatted(version, state(), config.managementPort(), config.managementPort());
        return Response.ok(page)
                .header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cache-Control", "no-store")
                .build();
    }

    private String state() {
        try {
            return transactions.run(connection -> connection.isValid(1)) ? "ready" : "the database does not answer";
        } catch (DatabaseUnavailable away) {
            return "the database does not answer";
        }
    }
}
