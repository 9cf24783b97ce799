// A real parser reads the Apex classes: the grammar that the tools of the Apex community share. It lets names pass that
// Salesforce keeps for itself, so those are looked for beside.
import { library } from "./library.mjs";

/** Reserved words of the Apex developer guide that the grammar takes as names. */
const RESERVED = new Set(
  `activate any array as asc autonomous begin bigdecimal blob bulk by byte case cast char collect commit const currency date datetime
   decimal default desc end exception exit export float from goto group having hint import in inner int into join last_90_days last_month
   last_n_days last_week like limit loop next_90_days next_month next_n_days next_week not nulls number object of on or outer package
   parallel pragma retrieve rollback search select short sort stat synchronized then this_month this_week time today tolabel tomorrow
   transaction type using when where yesterday`.split(/\s+/),
);

export function apex({ files }) {
  const { ApexParserFactory, ApexErrorListener, ApexParserBaseListener, ApexParseTreeWalker } = library("@apexdevtools/apex-parser");
  const found = [];
  for (const file of files.filter(file => file.path.endsWith(".cls"))) {
    class Errors extends ApexErrorListener {
      apexSyntaxError(line, column, message) {
        found.push(`${file.path}:${line}: ${message}`);
      }
    }
    const declared = context => {
      const name = context.id()?.getText() ?? "";
      if (RESERVED.has(name.toLowerCase())) found.push(`${file.path}:${context.start.line}: ${name} is a word that Apex keeps for itself`);
    };
    class Names extends ApexParserBaseListener {
      enterClassDeclaration = declared;
      enterMethodDeclaration = declared;
      enterFormalParameter = declared;
      enterVariableDeclarator = declared;
    }
    const before = found.length;
    const unit = ApexParserFactory.createLexerAndParser(file.text(), new Errors()).parser.compilationUnit();
    if (found.length === before) ApexParseTreeWalker.DEFAULT.walk(new Names(), unit);
  }
  return found;
}
