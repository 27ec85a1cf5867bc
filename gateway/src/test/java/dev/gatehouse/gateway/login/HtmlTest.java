package dev.gatehouse.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlTest {
    @Test
    void aTextStaysText() {
        assertThat(Html.text("<script>\"O'Hara\" & co</script>").toString())
                .isEqualTo("&lt;script&gt;&quot;O&#39;Hara&quot; &amp; co&lt;/script&gt;");
    }

    @Test
    void piecesArePutTogetherAsTheyAreAndOnce() {
        Html list = Html.all(List.of(Html.text("%s"), Html.text("<")));

        assertThat(Html.of("<p>%s</p>", list).toString()).isEqualTo("<p>%s&lt;</p>");
    }
}
