namespace Colloquy.Cli;

internal sealed record TestRecordJson(string Name, string ClassName, IReadOnlyList<string> Files, int Turns, int ModelCalls, int ToolCalls, IReadOnlyList<string> Redactions, IReadOnlyList<string> Notes);
