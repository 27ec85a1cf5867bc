package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins with a real browser, by a real Keycloak. */
class LoginIT {
    private static final String SESSION = "__Host-gatehouse-session";
    private static final String ATTEMPT = "__Host-gatehouse-login";
    private static final Path PICTURES = Clone.ROOT.resolve("cli/target/pictures");

    @TempDir
    static Path folder;

    private static KeycloakStage stage;
    private static Playwright playwright;
    private static Browser browser;
    private static String url;

    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() throws IOException {
        stage = KeycloakStage.startedIn(folder);
        url = stage.installation().url();
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1",
                        "PLAYWRIGHT_SKIP_VALIDATE_HOST_REQUIREMENTS", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")));
        Files.createDirectories(PICTURES);
    }

    @AfterAll
    static void stop() throws IOException {
        if (playwright != null) {
            playwright.close();
        }
        stage.close();
    }

    @BeforeEach
    void openABrowser() {
        context = browser.newContext();
        page = context.newPage();
    }

    @AfterEach
    void closeIt() {
        context.close();
    }

    private void logIn() {
        logIn(page, "/account/demo");
    }

    private static void logIn(Page page, String place) {
        page.navigate(url + place);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Continue with keycloak"))
                .click();
        enter(page);
    }

    private static void enter(Page page) {
        page.locator("#username").fill("ada");
        page.locator("#password").fill("analytical-engine");
        page.locator("#kc-login").click();
    }

    /** Of all hosts: asked for a host without TLS, Playwright leaves out what is {@code Secure}. */
    private static Optional<Cookie> cookie(BrowserContext context, String name) {
        return context.cookies().stream().filter(each -> each.name.equals(name)).findFirst();
    }

    private static String heading(Page page) {
        return page.locator("h1").textContent();
    }

    @Test
    void aPersonLogsInSeesTheirAccessAndLogsOut() {
        List<String> elsewhere = new ArrayList<>();
        List<String> complaints = new ArrayList<>();
        logIn();
        page.onRequest(request -> {
            if (!request.url().startsWith(url)) {
                elsewhere.add(request.url());
            }
        });
        page.onConsoleMessage(message -> complaints.add(message.text()));
        page.reload();

        assertThat(page.url()).isEqualTo(url + "/account/demo");
        assertThat(heading(page)).isEqualTo("ada");
        assertThat(page.locator("main").textContent())
                .contains("Launcher", "demo.weather/analysts", "group analysts", "said at the login by keycloak");
        assertThat(cookie(context, SESSION)).hasValueSatisfying(session -> {
            assertThat(session.secure).isTrue();
            assertThat(session.httpOnly).isTrue();
            assertThat(session.path).isEqualTo("/");
            assertThat(session.expires).isEqualTo(-1);
        });
        assertThat(cookie(context, ATTEMPT)).isEmpty();
        assertThat(elsewhere).isEmpty();
        assertThat(complaints).isEmpty();

        // By keyboard; who is logged in elsewhere, too, has a button for that before.
        page.keyboard().press("Tab");
        if (focused().equals("Log out everywhere else")) {
            page.keyboard().press("Tab");
        }
        assertThat(focused()).isEqualTo("Log out");
        page.keyboard().press("Enter");
        page.waitForURL(url + "/account/demo/logout");

        assertThat(heading(page)).isEqualTo("You are logged out");
        assertThat(cookie(context, SESSION)).isEmpty();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Log out at keycloak, too"))
                .click();
        page.locator("#kc-logout").click();
        page.waitForURL(url + "/login/demo");
        page.navigate(url + "/account/demo");
        assertThat(page.url()).isEqualTo(url + "/login/demo");
    }

    private String focused() {
        return page.evaluate("document.activeElement.textContent").toString();
    }

    @Test
    void thePagesAreReadableInLightInDarkAndOnAPhone() {
        logIn();
        page.setViewportSize(1_200, 800);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        picture("account-light");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        picture("account-dark");
        page.setViewportSize(360, 740);
        picture("account-phone");
        page.navigate(url + "/login/demo");
        picture("login-phone");
    }

    private void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(PICTURES.resolve(name + ".png")));
        Object tooWide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth");
        assertThat(tooWide).as(name + " is wider than its window").isEqualTo(false);
    }

    /** A login of somebody else's, as far as its answer, which never reaches the gateway. */
    private static String unusedAnswer(BrowserContext attacker) {
        Page page = attacker.newPage();
        var answer = new AtomicReference<String>();
        // A redirect passes no route; what answers with it does.
        page.route(address -> address.contains("/login-actions/"), route -> {
            APIResponse answered = route.fetch(new Route.FetchOptions().setMaxRedirects(0));
            String place = answered.headers().getOrDefault("location", "");
            if (place.contains("/callback?")) {
                answer.set(place);
                route.abort();
            } else {
                route.fulfill(new Route.FulfillOptions().setResponse(answered));
            }
        });
        page.navigate(url + "/login/demo");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Continue with keycloak"))
                .click();
        enter(page);
        page.waitForCondition(() -> answer.get() != null);
        return answer.get();
    }

    @Test
    void nobodyIsLoggedInAsSomebodyElseByALink() {
        try (BrowserContext attacker = browser.newContext()) {
            String answer = unusedAnswer(attacker);

            page.navigate(answer);
            assertThat(heading(page)).isEqualTo("The login did not work");
            page.navigate(url + "/login/demo");
            page.navigate(url + "/login/demo/keycloak");
            page.navigate(answer);

            assertThat(heading(page)).isEqualTo("The login did not work");
            assertThat(cookie(context, SESSION)).isEmpty();
        }
    }

    @Test
    void whatABrowserHadBeforeItsLoginIsWorthNothingAfterIt() {
        var answer = new AtomicReference<String>();
        page.onRequest(request -> {
            if (request.url().contains("/callback?")) {
                answer.set(request.url());
            }
        });
        page.navigate(url + "/login/demo");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Continue with keycloak"))
                .click();
        Cookie stolen = cookie(context, ATTEMPT).orElseThrow();
        enter(page);
        page.waitForURL(url + "/account/demo");
        try (BrowserContext thief = browser.newContext()) {
            thief.addCookies(List.of(new Cookie(ATTEMPT, stolen.value)
                    .setUrl(url.replace("http:", "https:"))
                    .setSecure(true)));
            Page theirs = thief.newPage();

            theirs.navigate(answer.get());

            assertThat(heading(theirs)).isEqualTo("The login did not work");
            assertThat(cookie(thief, SESSION)).isEmpty();
        }
        // Nor does the answer work again in the browser that it was for.
        page.navigate(answer.get());
        assertThat(heading(page)).isEqualTo("The login did not work");
        page.navigate(url + "/account/demo");
        assertThat(heading(page)).isEqualTo("ada");
    }

    @Test
    void aLoginLeadsToNoOtherHost() {
        for (String evil :
                List.of("//evil.example", "https://evil.example/", "/%5Cevil.example", "/%0a/evil.example")) {
            try (BrowserContext fresh = browser.newContext()) {
                Page victim = fresh.newPage();
                logIn(victim, "/login/demo?return=" + evil);
                assertThat(victim.url()).as(evil).isEqualTo(url + "/account/demo");
            }
        }
    }

    @Test
    void aPersonLogsInOnTheCommandLineWithACodeInTheBrowser() throws IOException {
        Installation installation = stage.installation();
        Path told = folder.resolve("login.err");
        var login = CompletableFuture.supplyAsync(
                () -> installation.shell("'" + Clone.ROOT.resolve("gatehouse") + "' login 2>'" + told + "'", folder));
        Installation.until(
                "a page is named",
                () -> login.isDone() || (Files.exists(told) && page(told).isPresent()));
        assertThat(page(told)).as(Files.readString(told)).isPresent();
        page.navigate(page(told).orElseThrow());
        enter(page);
        page.locator("[name=accept]").click();
        assertThat(login.join().exit()).as(Files.readString(told)).isZero();

        Path kept = installation.home().resolve("login.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-------");
        assertThat(installation.gatehouse("run", "demo.weather/quick", "--wait").exit())
                .isZero();
        // What ada may not, and the installation's own token may.
        assertThat(installation.gatehouse("token", "list", "--all").exit()).isEqualTo(ExitCode.REFUSED.number());

        String before = Files.readString(kept);
        Files.writeString(
                kept, before.replaceAll("\"expiresAt\" : \"[^\"]*\"", "\"expiresAt\" : \"1970-01-01T00:00:00Z\""));
        assertThat(installation.gatehouse("run", "demo.weather/quick").exit()).isZero();
        assertThat(Files.readString(kept)).isNotEqualTo(before).doesNotContain("1970-01-01");

        assertThat(installation.gatehouse("logout").exit()).isZero();
        assertThat(kept).doesNotExist();
        assertThat(installation.gatehouse("token", "list", "--all").exit()).isZero();
    }

    /** The one with the code in it. */
    private static Optional<String> page(Path told) {
        return stage.installation()
                .read(told)
                .lines()
                .filter(line -> line.startsWith("or open "))
                .map(line -> line.substring("or open ".length()))
                .findFirst();
    }

    @Test
    void aLogoutAtTheProviderEndsTheSessionHereWithinTwoSeconds() {
        logIn();
        stage.keycloak().logOut(KeycloakServer.ADA);

        Installation.until("the session has ended", Duration.ofSeconds(2), () -> {
            page.navigate(url + "/account/demo");
            return page.url().equals(url + "/login/demo");
        });
    }

    @Test
    void theEndOfAccessEndsTheSessionWithinTwoSeconds() {
        logIn();
        stage.provisioning().activate("ada", false);
        try {
            Installation.until("the session has ended", Duration.ofSeconds(2), () -> {
                page.navigate(url + "/account/demo");
                return page.url().equals(url + "/login/demo");
            });
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Continue with keycloak"))
                    .click();
            page.waitForURL(address -> address.contains("/callback?"));
            assertThat(heading(page)).isEqualTo("No access");
        } finally {
            stage.provisioning().activate("ada", true);
        }
    }
}
