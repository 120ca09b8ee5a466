using System.ComponentModel;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy.Samples;

/// <summary>Provides the tools of the desk. Each tool receives the run, and with it the caller and the session's state.</summary>
/// <param name="store">The store in which the desk counts its cases, over all callers.</param>
public sealed class DeskTools(ISessionStore store)
{
    private const int FirstCase = 101;
    private const int LatestSteps = 5;

    /// <summary>The key of the desk's own session. It belongs to no caller, so that two callers never get the same case number.</summary>
    private static readonly SessionKey DeskKey = new("desk", app: RepairDesk.App);

    public IReadOnlyList<AITool> All =>
    [
        AgentTool.Create(OpenCaseAsync, "open_case"),
        AgentTool.Create(ListCasesAsync, "list_cases", idempotent: true),
        AgentTool.Create(RecapAsync, "get_recap", idempotent: true),
    ];

    [Description("Opens a repair case and returns it with its number.")]
    private async Task<RepairCase> OpenCaseAsync(
        [Description("The fault, in at most ten words.")] string subject,
        [Description("Everything that is known about the fault.")] string description,
        RunContext run,
        [Description("low, normal, high or urgent.")] string priority = "normal")
    {
        var desk = await store.OpenAsync(DeskKey, cancellationToken: run.CancellationToken);
        var number = FirstCase - 1 + await desk.State.IncrementAsync("cases", cancellationToken: run.CancellationToken);
        var repair = new RepairCase($"CASE-{number.ToString(CultureInfo.InvariantCulture)}", subject, description, priority, "open");

        var book = new CaseBook(run.State);
        await book.AddAsync(repair, run.CancellationToken);
        await book.NoteAsync($"Opened {repair.Number}: {subject}", run.CancellationToken);
        return repair;
    }

    [Description("Lists the cases of the caller, each with its state.")]
    private static async Task<IReadOnlyList<RepairCase>> ListCasesAsync(RunContext run)
    {
        var book = new CaseBook(run.State);
        var cases = await book.ListAsync(run.CancellationToken);
        await book.NoteAsync("Looked through the cases", run.CancellationToken);
        return cases;
    }

    [Description("Returns a recap: who calls, what the desk did last, and how many cases are open.")]
    private static async Task<Recap> RecapAsync(RunContext run)
    {
        var (caller, book) = (run.Get<Caller>(), new CaseBook(run.State));
        var cases = await book.ListAsync(run.CancellationToken);
        return new Recap(
            caller.Name,
            caller.Hall,
            await book.CountStepsAsync(run.CancellationToken),
            cases.Count(repair => repair.State == "open"),
            await book.ListLatestStepsAsync(LatestSteps, run.CancellationToken));
    }
}
