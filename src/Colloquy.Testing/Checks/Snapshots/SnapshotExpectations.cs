using System.Runtime.CompilerServices;

namespace Colloquy.Testing;

/// <summary>Provides checks of transcripts by snapshots, for a turn and for a whole conversation.</summary>
public static class SnapshotExpectations
{
    /// <param name="expect">The turn or the conversation that is checked.</param>
    /// <typeparam name="T">The type of the expectations.</typeparam>
    extension<T>(T expect)
        where T : Expectations
    {
        /// <summary>Checks that the transcript is the same as that of an earlier run, which a text file beside the test has. A missing file is written, and the check fails.</summary>
        /// <param name="name">The name of the file, without its folder; null for one that is made of the names of the test's file, the conversation and the turn.</param>
        /// <param name="replacements">Regular expressions of what is different in each run, with what replaces each match; null for none.</param>
        /// <param name="sourceFile">The file of the test, which the compiler gives.</param>
        public T Snapshot(string? name = null, IReadOnlyList<(string Pattern, string Replacement)>? replacements = null, [CallerFilePath] string sourceFile = "") =>
            expect.Meets(new SnapshotCheck(Path.Combine(Path.GetDirectoryName(sourceFile) ?? "", name ?? FileName(expect.Subject, sourceFile))) { Replacements = replacements ?? [] });
    }

    private static string FileName(CheckSubject subject, string sourceFile) =>
        Safe($"{Path.GetFileNameWithoutExtension(sourceFile)}.{subject.Conversation.FullName}{(subject.Turn is { } turn ? $".{turn.Number}{(turn.Name.Length == 0 ? "" : $"-{turn.Name}")}" : "")}.snapshot.txt");

    private static string Safe(string name) => string.Concat(name.Select(letter => char.IsLetterOrDigit(letter) || letter is '.' or '-' or '_' or '[' or ']' ? letter : '-'));
}
