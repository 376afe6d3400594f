// Validates PDFs as PDF/A-2a and as PDF/UA-1, by veraPDF: a line for each, its file and the rules that it breaks, by tabs.

import java.io.FileInputStream;
import java.util.ArrayList;
import java.util.List;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;

public final class Validate {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String file : files) {
            for (PDFAFlavour flavour : List.of(PDFAFlavour.PDFA_2_A, PDFAFlavour.PDFUA_1)) {
                System.out.println(String.join("\t", broken(file, flavour)));
            }
        }
    }

    private static List<String> broken(String file, PDFAFlavour flavour) throws Exception {
        var told = new ArrayList<String>(List.of(file));
        try (var parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
                var validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            var result = validator.validate(parser);
            for (var each : result.getTestAssertions()) {
                told.add(flavour.getId() + " " + each.getRuleId().getClause() + ": " + each.getMessage().replaceAll("\\s+", " "));
            }
            if (!result.isCompliant() && told.size() == 1) {
                told.add(flavour.getId() + ": not compliant");
            }
        }
        return told;
    }
}
