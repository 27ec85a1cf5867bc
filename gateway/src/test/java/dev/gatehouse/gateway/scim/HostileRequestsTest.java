package dev.gatehouse.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody means well: every answer is a refusal in the form of SCIM, none a fault, and nothing is lost. */
@QuarkusTest
class HostileRequestsTest {
    private static final String ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";
    private static final long SEED = 20_261_127;
    private static final int ROUNDS = 250;

    /** Pieces of filters, paths and values, good and bad. */
    private static final List<String> PIECES = List.of(
            "userName",
            "emails",
            "emails[type eq \"work\"]",
            "[",
            "]",
            "(",
            ")",
            " and ",
            " or ",
            "not ",
            " eq ",
            " pr",
            " co ",
            " gt ",
            ".value",
            ".",
            ":",
            "\"x\"",
            "\"",
            "\\",
            "\\u0000",
            "\u0000",
            "\ud800",
            "\u00e9",
            "null",
            "true",
            "1e9",
            "-1",
            "9".repeat(50),
            "members",
            "members[value eq \"1\"]",
            "$ref",
            "meta.location",
            "schemas",
            "password",
            "active",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
            "urn:",
            "%",
            " ",
            "name.familyName",
            "groups");

    @Inject
    TestAccess access;

    private ScimCalls scim;
    private String ada;
    private String group;

    @BeforeEach
    void populate() {
        scim = ScimCalls.newClient(access, "acme");
        ada = scim.user("ada");
        group = scim.group("Ops", ada);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'userName':'a','USERNAME':'b'}",
                "{'userName':'a','emails':[{'value':'x','Value':'y'}]}",
                "{'userName':'a','title':'x\\u0000'}",
                "{'userName':'a','name':{'familyName':'\\udc00'}}",
                "{'userName':'a','active':1e999}",
                "{'userName':'a','nickName':-1e-999999999,'emails':7,'active':{}}",
                "{'userName':{},'active':[]}",
                "{'userName':'a','emails':[[[[]]]]}",
                "{'userName':'a','schemas':{'x':[{}]},'active':'yes'}",
                "\ufeff\ufeff{}",
                "nul",
            })
    void aBodyThatCannotBeMeantIsRefused(String body) {
        refused(400, scim.post("/Users", body));
        refused(400, scim.put("/Users/" + ada, body));
        nothingIsLost();
    }

    @Test
    void numbersOfAnySizeAreRefusedOrTexts() {
        refused(400, scim.post("/Users", "{'userName':" + "9".repeat(5_000) + "}"));
        scim.post("/Users", "{'userName':" + "9".repeat(500) + "}").then().statusCode(201);
        for (String number : List.of("1e400", "-1e400", "99999999999999999999", "0x7f", "1.5", "NaN")) {
            refused(400, scim.get("/Users", "startIndex", number));
            refused(400, scim.get("/Users", "count", number));
        }
    }

    @Test
    void aBodyOfVeryManyPartsOrVeryDeepOnesIsRefused() {
        refused(400, scim.post("/Users", "{'userName':'a','x':[" + "{},".repeat(1_100_000) + "{}]}"));
        refused(400, scim.post("/Users", "{'userName':'a','x':" + "[".repeat(40) + "]".repeat(40) + "}"));
        refused(400, scim.post("/Bulk", "{'Operations':" + "{'a':".repeat(100_000)));
        refused(
                413,
                scim.patch(
                        "/Users/" + ada,
                        "{'op':'add','path':'title','value':'x'},".repeat(1_001).replaceAll(",$", "")));
        nothingIsLost();
    }

    @Test
    void aBulkThatGrowsOrNamesItselfIsBounded() {
        String bomb = "[" + "'bulkId:b',".repeat(50_000) + "'bulkId:b']";

        scim.post(
                        "/Bulk",
                        "{'Operations':[{'method':'POST','path':'/Users','bulkId':'b','data':{'userName':'bulkId:b','x':"
                                + bomb
                                + "}},{'method':'POST','path':'/Groups','bulkId':'c','data':{'displayName':'c','members':"
                                + bomb + "}}]}")
                .then()
                .statusCode(200)
                .body("Operations.status", equalTo(List.of("201", "201")));
        scim.get("/Groups", "filter", "displayName eq \"c\"").then().body("Resources[0].members", hasSize(1));
        nothingIsLost();
    }

    /** The seed is fixed, so what fails fails again. */
    @Test
    void noFilterIsAFault() {
        var random = new Random(SEED);
        for (int i = 0; i < ROUNDS; i++) {
            String filter = pieces(random);
            String path = random.nextBoolean() ? "/Users" : "/Groups";

            Response answer = scim.get(path, "filter", filter, "sortBy", pieces(random), "attributes", pieces(random));

            assertThat(answer.statusCode()).as("%s?filter=%s", path, filter).isIn(200, 400);
        }
        nothingIsLost();
    }

    @Test
    void noPatchIsAFaultAndWhatIsRefusedChangesNothing() {
        var random = new Random(SEED);
        for (int i = 0; i < ROUNDS; i++) {
            String operation =
                    "{\"op\":\"" + List.of("add", "Replace", "remove", "move").get(random.nextInt(4)) + "\",\"path\":"
                            + quoted(pieces(random)) + ",\"value\":" + value(random) + "}";
            String target = random.nextBoolean() ? "/Users/" + ada : "/Groups/" + group;
            String before = scim.get(target).asString();

            Response answer = scim.request()
                    .contentType("application/scim+json")
                    .body(("{\"Operations\":[" + operation + "]}").getBytes(StandardCharsets.UTF_8))
                    .patch(scim.url(target));

            assertThat(answer.statusCode()).as("%s %s", target, operation).isIn(200, 204, 400, 409);
            if (answer.statusCode() >= 400) {
                assertThat(scim.get(target).asString()).isEqualTo(before);
            }
        }
    }

    private static String pieces(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(1, 7); i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private static String value(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> "null";
            case 1 -> "[]";
            case 2 -> "{" + quoted(pieces(random)) + ":" + quoted(pieces(random)) + "}";
            case 3 -> "[{\"value\":" + quoted(pieces(random)) + "}]";
            case 4 -> "[[1e999,{}],false]";
            default -> quoted(pieces(random));
        };
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            quoted.append(
                    each == '"' || each == '\\' || each < ' ' || Character.isSurrogate(each)
                            ? "\\u%04x".formatted((int) each)
                            : each);
        }
        return quoted.append('"').toString();
    }

    private void nothingIsLost() {
        scim.get("/Users/" + ada).then().statusCode(200).body("userName", equalTo("ada"));
        scim.get("/Groups/" + group).then().body("members.value", equalTo(List.of(ada)));
    }

    private static void refused(int status, Response answer) {
        answer.then()
                .statusCode(status)
                .body("schemas", equalTo(List.of(ERROR)))
                .body("status", equalTo(Integer.toString(status)));
    }
}
