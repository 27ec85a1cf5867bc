package dev.gatehouse.gateway.login;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A whole page, with what keeps it to itself: no script, no request to anybody else, no frame around it, no copy kept. Its one
 * style sheet is part of it, and allowed by its digest.
 */
final class PageAnswer {
    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --quiet: #57606a; --line: #d0d7de;
              --accent: #0a58ca; --on-accent: #ffffff; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #10151b; --quiet: #9aa6b2;
              --line: #333d47; --accent: #79b8ff; --on-accent: #10151b; } }
            * { box-sizing: border-box; }
            body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 60rem; background: var(--paper);
              color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
            header { border-bottom: 1px solid var(--line); padding-bottom: .75rem; font-weight: 600; }
            h1 { font-size: 1.5rem; line-height: 1.25; }
            h2 { font-size: 1.125rem; margin-top: 2rem; }
            a { color: var(--accent); }
            dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0; }
            dt, .quiet { color: var(--quiet); }
            dd { margin: 0; }
            table { width: 100%; border-collapse: collapse; }
            th, td { text-align: left; vertical-align: top; padding: .5rem 1rem .5rem 0;
              border-bottom: 1px solid var(--line); }
            th { color: var(--quiet); font-weight: 600; }
            .choices { list-style: none; padding: 0; }
            .choices li { margin: .5rem 0; }
            .choice, button { display: inline-block; min-height: 2.75rem; padding: .6rem 1.1rem; border-radius: .4rem;
              border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent); font: inherit;
              font-weight: 600; text-decoration: none; cursor: pointer; }
            :focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
            form { margin-top: 2rem; }
            @media (max-width: 40rem) {
              dl { grid-template-columns: 1fr; }
              dd { margin-bottom: .5rem; }
              table, tbody, tr, td { display: block; }
              thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
              tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
              td { border: 0; padding: .1rem 0; }
              td[data-label]::before { content: attr(data-label) ": "; color: var(--quiet); }
            }
            """;

    private static final String POLICY = "default-src 'none'; style-src '" + digest(STYLE) + "'; form-action 'self';"
            + " frame-ancestors 'none'; base-uri 'none'";

    private PageAnswer() {}

    private static String digest(String content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    static ResponseBuilder of(int status, String title, Html content) {
        Html page = Html.of("""
                <!doctype html>
                <html lang="en">
                <head>
                  <meta charset="utf-8">
                  <meta name="viewport" content="width=device-width, initial-scale=1">
                  <title>%s · Gatehouse</title>
                  <style>%s</style>
                </head>
                <body>
                <header>Gatehouse</header>
                <main>
                <h1>%s</h1>
                %s
                </main>
                </body>
                </html>
                """, Html.text(title), Html.markup(STYLE), Html.text(title), content);
        return guarded(Response.status(status))
                .type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                .entity(page.toString());
    }

    /** Sends the browser on with a GET. */
    static ResponseBuilder seeOther(String place) {
        return guarded(Response.status(Response.Status.SEE_OTHER)).header(HttpHeaders.LOCATION, place);
    }

    private static ResponseBuilder guarded(ResponseBuilder answer) {
        return answer.header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cache-Control", "no-store");
    }
}
