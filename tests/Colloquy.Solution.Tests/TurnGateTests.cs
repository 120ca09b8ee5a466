using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>Tools run in parallel, and providers may go on late: what writes a turn lets one of them in at a time, in every call.</summary>
public sealed class TurnGateTests
{
    [Fact]
    public void Every_call_that_writes_a_turn_enters_the_gate_before_it_uses_the_writer()
    {
        var calls = (from path in Repository.SourceFiles("src/Colloquy/Agents/Runs")
                     where Path.GetFileName(path).StartsWith("TurnTransaction.", StringComparison.Ordinal)
                     from method in CSharpSyntaxTree.ParseText(File.ReadAllText(path), new CSharpParseOptions(LanguageVersion.Preview)).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
                     where method.Modifiers.Any(SyntaxKind.PublicKeyword) && method.Parent is ClassDeclarationSyntax { Identifier.Text: "TurnTransaction" }
                     select method).ToList();

        Assert.True(calls.Count > 10);
        Assert.Empty(calls.Where(call => !EntersFirst(call.ToString())).Select(call => call.Identifier.Text));
    }

    private static bool EntersFirst(string call) => call.IndexOf("await EnterAsync(", StringComparison.Ordinal) is >= 0 and var entered && (call.IndexOf("_writer.", StringComparison.Ordinal) is var used && (used < 0 || entered < used));
}
