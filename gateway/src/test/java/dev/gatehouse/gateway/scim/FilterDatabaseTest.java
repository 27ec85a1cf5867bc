package dev.gatehouse.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What filters find in the real database. */
@QuarkusTest
class FilterDatabaseTest {
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    @Inject
    TestAccess access;

    private ScimCalls scim;

    @BeforeEach
    void populate() {
        scim = ScimCalls.newClient(access, "acme");
        make("{'userName':'Ada','externalId':'A-1','title':'Countess 100%','name':{'familyName':'Lovelace'},"
                + "'emails':[{'type':'work','value':'Ada@X.org','primary':true},{'type':'home','value':'ada@home.org'}],"
                + "'roles':[{'value':'dev','primary':true}],'" + ENTERPRISE + "':{'department':'Engines'}}");
        make("{'userName':'bob','externalId':'a-1','active':false,'emails':[{'type':'home','value':'bob@x.org'}]}");
        make(
                "{'userName':'eve','title':'','nickName':'say \\u0022hi\\u0022','phoneNumbers':[{'type':'fax','value':'1'}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "userName eq \"ADA\" | Ada",
                "userName sw \"A\" | Ada",
                "userName ew \"VE\" | eve",
                "userName co \"B\" | bob",
                "userName ne \"ada\" | bob eve",
                "userName gt \"bob\" | eve",
                "userName ge \"bob\" and userName lt \"eve\" | bob",
                "userName eq \"\" | ",
                "externalId eq \"A-1\" | Ada",
                "externalId eq null | eve",
                "externalId ne \"A-1\" | bob eve",
                "not (externalId eq \"A-1\") | bob eve",
                "not (externalId eq \"A-1\" or title pr) | bob eve",
                "not (not (externalId eq \"A-1\")) | Ada",
                "title pr | Ada",
                "title ew \"%\" | Ada",
                "title co \"_\" | ",
                "title co \"100%\" | Ada",
                "nickName eq \"say \\\"HI\\\"\" | eve",
                "name.familyName sw \"love\" | Ada",
                "name pr | Ada",
                "active eq false | bob",
                "active eq \"True\" | Ada eve",
                "emails eq \"ada@x.ORG\" | Ada",
                "emails.value co \"x.org\" | Ada bob",
                "emails[type eq \"work\" and value co \"home\"] | ",
                "emails[type eq \"home\" and value co \"home\"] | Ada",
                "emails[type eq \"work\"].value eq \"ada@x.org\" | Ada",
                "emails.type eq \"work\" and emails.value co \"home\" | Ada",
                "emails[not (type eq \"work\")] | Ada bob",
                "emails[primary eq true] | Ada",
                "not (emails pr) | eve",
                "phoneNumbers[type eq \"FAX\"] | eve",
                "phoneNumbers.value pr | eve",
                "roles[primary eq true and value eq \"dev\"] | Ada",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"engines\" | Ada",
                "urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"ada\" | Ada",
                "meta.created gt \"2020-01-01T00:00:00Z\" | Ada bob eve",
                "meta.lastModified lt \"2020-01-01T00:00:00Z\" | ",
                "meta.resourceType eq \"User\" | Ada bob eve",
                "meta.version eq \"W/\\\"1\\\"\" | Ada bob eve",
                "meta.version eq \"W/\\\"2\\\"\" | ",
                "meta.location co \"/scim/acme/v2/Users/\" | Ada bob eve",
                "meta.location sw \"/\" | ",
                "schemas eq \"urn:ietf:params:scim:schemas:core:2.0:User\" | Ada bob eve",
                "schemas eq \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\" | Ada",
                "not (schemas co \"enterprise\") | bob eve",
                "schemas eq \"urn:x\" | ",
                "id pr | Ada bob eve",
                "id sw \"zz\" | ",
                "groups.display eq \"ops\" | ",
            })
    void findsThoseWhoMatchAndNobodyElse(String filter, String names) {
        assertThat(found(filter)).isEqualTo(names == null ? List.of() : List.of(names.split(" ")));
    }

    @Test
    void findsByMembership() {
        String ada = scim.get("/Users", "filter", "userName eq \"ada\"").path("Resources[0].id");
        String group = scim.group("Ops", ada);

        assertThat(found("groups.display eq \"OPS\"")).containsExactly("Ada");
        assertThat(found("groups eq \"" + group + "\"")).containsExactly("Ada");
        assertThat(scim.get("/Groups", "filter", "members eq \"" + ada + "\"").<Integer>path("totalResults"))
                .isEqualTo(1);
        assertThat(scim.get("/Groups", "filter", "members[display eq \"ada\"]").<Integer>path("totalResults"))
                .isEqualTo(1);
        assertThat(scim.get("/Groups", "filter", "members eq \"" + group + "\"").<Integer>path("totalResults"))
                .isZero();
    }

    @Test
    void findsByAddresses() {
        String ada = scim.get("/Users", "filter", "userName eq \"ada\"").path("Resources[0].meta.location");
        String group = scim.group("Ops", ada.substring(ada.lastIndexOf('/') + 1));
        String ops = scim.get("/Groups/" + group).path("meta.location");

        assertThat(found("meta.location eq \"" + ada + "\"")).containsExactly("Ada");
        assertThat(found("meta.location ne \"" + ada + "\"")).containsExactly("bob", "eve");
        assertThat(found("groups.$ref eq \"" + ops + "\"")).containsExactly("Ada");
        assertThat(found("groups[type eq \"direct\"]")).containsExactly("Ada");
        assertThat(scim.get("/Groups", "filter", "members.$ref eq \"" + ada + "\"")
                        .<Integer>path("totalResults"))
                .isEqualTo(1);
        assertThat(scim.get("/Groups", "filter", "schemas co \"User\"").<Integer>path("totalResults"))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "schemas",
        "meta.location",
        "meta.version",
        "title",
        "emails",
        "emails.type",
        "name.familyName",
        "active",
        "meta.created",
        "id",
        "phoneNumbers"
    })
    void everyOrderHasEverybodyOnce(String attribute) {
        assertThat(scim.get("/Users", "sortBy", attribute).jsonPath().getList("Resources.userName", String.class))
                .containsExactlyInAnyOrder("Ada", "bob", "eve");
    }

    private void make(String user) {
        ScimCalls.made(scim.post("/Users", user));
    }

    private List<String> found(String filter) {
        var answer = scim.get("/Users", "filter", filter, "sortBy", "userName");
        answer.then().statusCode(200);
        return answer.jsonPath().getList("Resources.userName", String.class);
    }
}
