// A real parser reads the Apex classes: the grammar that the tools of the Apex community share.
import { library } from "./library.mjs";

export function apex({ files }) {
  const { ApexParserFactory, ApexErrorListener } = library("@apexdevtools/apex-parser");
  const found = [];
  for (const file of files.filter(file => file.path.endsWith(".cls"))) {
    class Listener extends ApexErrorListener {
      apexSyntaxError(line, column, message) {
        found.push(`${file.path}:${line}: ${message}`);
      }
    }
    ApexParserFactory.createLexerAndParser(file.text(), new Listener()).parser.compilationUnit();
  }
  return found;
}
