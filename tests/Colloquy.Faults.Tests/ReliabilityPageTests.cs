using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using SQLitePCL;

namespace Colloquy.Faults.Tests;

/// <summary>docs/reliability.md shows each fault that is tried, and what was found. <c>./test.sh --soak</c> writes its table; so does COLLOQUY_APPROVE=1, from what the tests noted last.</summary>
[Fault(FaultAttribute.None, "")]
public sealed partial class ReliabilityPageTests
{
    private const string Start = "<!-- faults -->\n";
    private const string End = "<!-- end of faults -->\n";

    private static string Page => Path.Combine(FaultTries.FindRoot(), "docs", "reliability.md");

    [Fact]
    public void Each_test_of_this_project_names_its_fault() => Assert.Empty(FaultAttribute.Unnamed.Select(FaultTries.NameOf));

    [Fact]
    public async Task The_page_has_a_row_for_each_fault_with_the_tests_that_try_it()
    {
        var page = await File.ReadAllTextAsync(Page);
        if (Environment.GetEnvironmentVariable("COLLOQUY_APPROVE") == "1")
        {
            page = page[..(page.IndexOf(Start, StringComparison.Ordinal) + Start.Length)] + await WriteAsync(FaultTries.ReadAll()) + page[page.IndexOf(End, StringComparison.Ordinal)..];
            await File.WriteAllTextAsync(Page, page);
        }

        var rows = Row().Matches(page).Select(row => (row.Groups["store"].Value, row.Groups["fault"].Value, row.Groups["tests"].Value));

        Assert.Equal(Faults().Select(row => (row.Key.Store, row.Key.Name, NamesOf(row))), rows);
    }

    /// <summary>The tests of each fault, in the order of the page.</summary>
    private static IEnumerable<IGrouping<(string Store, string Name), MethodInfo>> Faults() =>
        FaultAttribute.All.GroupBy(one => (one.Fault.Store, one.Fault.Name), one => one.Test).OrderByDescending(row => row.Key.Store, StringComparer.Ordinal).ThenBy(row => row.Key.Name, StringComparer.Ordinal);

    private static string NamesOf(IEnumerable<MethodInfo> tests) => string.Join(", ", tests.Select(test => $"`{test.DeclaringType!.Name}`").Distinct().Order(StringComparer.Ordinal));

    private static async Task<string> WriteAsync(IReadOnlyList<FaultTries> all)
    {
        var noted = all.ToLookup(tries => tries.Test);
        var missing = FaultAttribute.All.Select(one => FaultTries.NameOf(one.Test)).Where(test => !noted.Contains(test)).ToList();
        Assert.True(missing.Count == 0, $"These tests noted nothing: {string.Join(", ", missing)}. Run ./test.sh --soak.");

        var used = FaultAttribute.All.SelectMany(one => noted[FaultTries.NameOf(one.Test)]).ToList();
        var (first, last) = (Day(used.Min(tries => tries.At)), Day(used.Max(tries => tries.At)));
        Batteries_V2.Init();
        var postgres = (await ProgramRun.RunAsync(PostgresPrograms.Find("postgres"), "--version")).Split(' ')[2];
        var text = new StringBuilder($"\nRun on {(first == last ? last : $"{first} to {last}")} in full counts (`./test.sh --soak`), with SQLite {raw.sqlite3_libversion().utf8_to_string()} and PostgreSQL {postgres}, on {OS()} with {Environment.ProcessorCount} processors.\n\n");
        text.Append("| store | fault | tries | acknowledged commits | lost | doubled | half | went on after | tests |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n");
        foreach (var row in Faults())
        {
            var tries = row.SelectMany(test => noted[FaultTries.NameOf(test)]).ToList();
            var acknowledged = tries.Sum(one => one.Acknowledged);
            var recovery = tries.Max(one => one.Recovery);
            text.Append(CultureInfo.InvariantCulture, $"| {row.Key.Store} | {row.Key.Name} | {tries.Sum(one => one.Tries):N0} | {(tries.Exists(one => one.Acknowledged is not null) ? acknowledged : null):N0} | 0 | 0 | 0 | ");
            text.Append(CultureInfo.InvariantCulture, $"{(recovery is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s") : "")} | {NamesOf(row)} |\n");
        }

        return text.Append('\n').ToString();

        static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        static string OS() => $"{(OperatingSystem.IsLinux() ? "Linux" : RuntimeInformation.OSDescription)} ({RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()})";
    }

    [GeneratedRegex(@"^\| (?<store>SQLite|PostgreSQL) \| (?<fault>[^|]+) \|( [^|]*\|){6} (?<tests>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
