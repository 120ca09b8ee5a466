namespace Colloquy.Benchmarks;

/// <summary>The tool that a model of the benchmarks calls. It answers at once.</summary>
internal static class SupportTool
{
    public const string Name = "find_ticket";

    public static string Find(string ticket) => $"{ticket}: the invoice lists two seats; the contract has had one since the first of April.";
}
