using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Colloquy.Solution.Tests.Prose;

/// <summary>What a public member is, for the way in which its summary opens.</summary>
internal enum SummaryKind
{
    Type,
    Property,
    Method,
    Value,
}

/// <summary>The summary of a type or a member that users of a package see.</summary>
/// <param name="Place">The file and the line.</param>
/// <param name="Kind">What the summary is about.</param>
/// <param name="Text">The summary, on one line.</param>
internal sealed record PublicSummary(string Place, SummaryKind Kind, string Text)
{
    /// <summary>Words that a reader takes for a question.</summary>
    private static readonly string[] Asking = ["What", "Whether", "How", "Where", "When", "Who", "Whose", "Why", "Which", "It", "Its", "Nobody", "Nothing", "Null", "Only", "That", "This", "As", "Does", "Is", "Has"];

    private string First => Text.Split(' ', 2)[0].TrimEnd(',', '.', ':');

    /// <summary>Whether the summary opens as Microsoft Learn opens one: a type with a noun, a property with 'Gets', a method with a verb.</summary>
    public bool OpensAsAgreed => Kind switch
    {
        SummaryKind.Type => First is "A" or "An" or "The" or "One" || IsVerb,
        SummaryKind.Property => First == "Gets",
        SummaryKind.Method => IsVerb,
        _ => !Asking.Contains(First),
    };

    private bool IsVerb => First.Length > 3 && First.EndsWith('s') && char.IsUpper(First[0]) && !Asking.Contains(First);

    public override string ToString() => $"{Place}: {Text}";

    public static IEnumerable<PublicSummary> ReadAll() => Repository.SourceFiles("src").Where(path => !path.Contains("Colloquy.Cli", StringComparison.Ordinal)).SelectMany(Read);

    private static IEnumerable<PublicSummary> Read(string path)
    {
        var tree = CSharpSyntaxTree.ParseText(File.ReadAllText(path), new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Parse), path);
        foreach (var member in tree.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>().Where(IsVisible))
        {
            var comment = member.GetLeadingTrivia().Select(trivia => trivia.GetStructure()).OfType<DocumentationCommentTriviaSyntax>().LastOrDefault();
            var summary = comment?.Content.OfType<XmlElementSyntax>().FirstOrDefault(element => element.StartTag.Name.ToString() == "summary");
            if (summary is null)
                continue;

            var text = string.Join(' ', summary.Content.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => word != "///"));
            var line = tree.GetLineSpan(member.Span).StartLinePosition.Line + 1;
            yield return new PublicSummary($"{Path.GetRelativePath(Repository.Root, path)}({line})", KindOf(member), text);
        }
    }

    private static SummaryKind KindOf(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax or DelegateDeclarationSyntax => SummaryKind.Type,
        PropertyDeclarationSyntax { Modifiers: var modifiers } when modifiers.Any(SyntaxKind.StaticKeyword) => SummaryKind.Value,
        PropertyDeclarationSyntax or IndexerDeclarationSyntax => SummaryKind.Property,
        FieldDeclarationSyntax or EnumMemberDeclarationSyntax or EventFieldDeclarationSyntax => SummaryKind.Value,
        _ => SummaryKind.Method,
    };

    private static bool IsVisible(MemberDeclarationSyntax member) =>
        IsPublic(member) && member.Ancestors().OfType<BaseTypeDeclarationSyntax>().All(type => IsPublic(type));

    private static bool IsPublic(MemberDeclarationSyntax member) =>
        member is EnumMemberDeclarationSyntax
        || member.Modifiers.Any(SyntaxKind.PublicKeyword)
        || member.Modifiers.Any(SyntaxKind.ProtectedKeyword) && !member.Modifiers.Any(SyntaxKind.PrivateKeyword)
        || member.Parent is InterfaceDeclarationSyntax && !member.Modifiers.Any(SyntaxKind.PrivateKeyword);
}
