using System.Globalization;
using Colloquy.Models;
using Spectre.Console;

namespace Colloquy.Samples;

/// <summary>How the play looks.</summary>
public static class Print
{
    private const int NameWidth = 9;

    static Print()
    {
        if (!Console.IsOutputRedirected)
            return;

        // Spectre takes a pipe for a window of 80 columns, and would break sentences and print in bold there.
        AnsiConsole.Profile.Width = 1_000;
        AnsiConsole.Profile.Capabilities.Ansi = false;
    }

    public static void Opening(string store)
    {
        var model = ChatModels.DefaultName();
        AnsiConsole.MarkupLine("[bold]Support desk[/]");
        AnsiConsole.MarkupLineInterpolated($"[grey]Store: {store}[/]");
        if (model == "offline")
            AnsiConsole.MarkupLine("[yellow]Model: an offline stand-in answers, by rules. Set OPENAI_API_KEY, ANTHROPIC_API_KEY or COLLOQUY_MODEL for a real one.[/]");
        else
            AnsiConsole.MarkupLineInterpolated($"[grey]Model: {model}[/]");
    }

    public static void Scene(string title, string happens)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"[bold cyan]{title}[/] [grey]· process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}[/]");
        AnsiConsole.MarkupLineInterpolated($"[grey]{happens}[/]");
        AnsiConsole.WriteLine();
    }

    public static void Blank() => AnsiConsole.WriteLine();

    public static void Said(string name, string text) => Line("green", name, text);

    public static void Answered(Customer customer, DeskAnswer reply)
    {
        Remark(reply.IsReturning
            ? $"returning customer, {reply.Answer.CarriedIn} earlier messages"
            : "new customer");
        foreach (var call in reply.Answer.ToolCalls)
            Remark($"{call.Name}({string.Join(", ", (call.Arguments ?? new Dictionary<string, object?>()).Select(argument => $"{argument.Key}: {argument.Value}"))})");
        Line("blue", "Support", reply.Answer.Text);
        AnsiConsole.WriteLine();
    }

    public static void Remark(string text) => Line("grey", "", $"· {text}", "grey");

    public static void Statistics(IEnumerable<(Customer Customer, SessionLength Length, int Tickets)> rows)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("Customer", "Tier").AddColumn("Turns", column => column.RightAligned()).AddColumn("Messages", column => column.RightAligned()).AddColumn("Tickets", column => column.RightAligned());
        foreach (var (customer, length, tickets) in rows)
            table.AddRow(customer.Name, customer.Tier, Number(length.Turns), Number(length.Messages), Number(tickets));
        AnsiConsole.Write(table);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    // A grid, so that a long text goes on under its own beginning.
    private static void Line(string colour, string name, string text, string textColour = "default")
    {
        var grid = new Grid()
            .AddColumn(new GridColumn { Width = NameWidth, Padding = new Padding(0), NoWrap = true })
            .AddColumn(new GridColumn { Padding = new Padding(0) });
        grid.AddRow(new Markup($"[{colour}]{name.EscapeMarkup()}[/]"), new Markup($"[{textColour}]{text.EscapeMarkup()}[/]"));
        AnsiConsole.Write(grid);
    }
}
