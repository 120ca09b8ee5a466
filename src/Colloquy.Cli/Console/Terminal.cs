using System.Text;
using System.Text.RegularExpressions;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Colloquy.Cli;

/// <summary>Where the program reads and writes.</summary>
internal sealed partial class Terminal
{
    // Wide enough that no table wraps where no person's window does it.
    private const int PipeWidth = 4_000;

    private StringWriter? _page;

    public required TextReader Input { get; init; }

    public required TextWriter Output { get => _page ?? field; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Whether a person types the input and sees the output; else plain text goes out, and nothing is asked.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Whether the output is a window, with a width of its own.</summary>
    public bool IsWindow { get; init; }

    /// <summary>Whether standard error is a window, where progress can be shown.</summary>
    public bool IsErrorWindow { get; init; }

    /// <summary>Whether the output may have colours.</summary>
    public bool HasColour { get; init; }

    /// <summary>Whether the output is a window in which a picture can be drawn over another.</summary>
    public bool CanRedraw { get; init; }

    /// <summary>Whether the terminal can say where a paste begins and ends.</summary>
    public bool TakesPastes { get; init; }

    /// <summary>Whether nobody reads the output any more, so that no work for it is worth its cost.</summary>
    public Func<bool> IsOutputGone { get; init; } = static () => false;

    public Func<int> Width { get; init; } = static () => 80;

    public Func<int> Height { get; init; } = static () => 24;

    /// <summary>Shows what is longer than the window; null shows it at once.</summary>
    public Pager? Pager { get; set; }

    public static Terminal OfProcess(Func<string, string?> environment)
    {
        var isWindow = StandardStreams.HasOutput && !System.Console.IsOutputRedirected;
        var isTyped = StandardStreams.HasInput && !System.Console.IsInputRedirected;
        var canEscape = isWindow && environment("TERM") != "dumb";
        if (isWindow || isTyped || OperatingSystem.IsWindows())
        {
            var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
            System.Console.OutputEncoding = encoding;
            System.Console.InputEncoding = encoding;
        }

        return new Terminal
        {
            Input = isTyped ? System.Console.In : StandardStreams.OpenPipedInput(),
            Output = isWindow ? System.Console.Out : StandardStreams.OpenPipedOutput(),
            Error = StandardStreams.HasError ? System.Console.Error : TextWriter.Null,
            IsInteractive = isWindow && isTyped,
            IsWindow = isWindow,
            IsErrorWindow = StandardStreams.HasError && !System.Console.IsErrorRedirected && environment("TERM") != "dumb",
            HasColour = canEscape && string.IsNullOrEmpty(environment("NO_COLOR")),
            CanRedraw = canEscape,
            TakesPastes = canEscape && isTyped && !OperatingSystem.IsWindows(),
            IsOutputGone = isWindow ? static () => false : StandardStreams.IsOutputGone,
            Width = static () => System.Console.WindowWidth is > 0 and var width ? width : 80,
            Height = static () => System.Console.WindowHeight is > 0 and var height ? height : 24,
        };
    }

    /// <summary>Prints a list: page by page where a person sees it and it is longer than the window, else at once.</summary>
    public async Task PageAsync(Action print, CancellationToken cancellationToken)
    {
        if (!IsInteractive || Pager is not { } pager)
        {
            print();
            return;
        }

        var text = Capture(print);
        if (text.AsSpan().Count('\n') < Height())
            Output.Write(text);
        else
            await pager.ShowAsync(text, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns what an action prints.</summary>
    public string Capture(Action print)
    {
        using var page = new StringWriter();
        _page = page;
        try
        {
            print();
        }
        finally
        {
            _page = null;
        }

        return page.ToString();
    }

    /// <summary>Writes a line of the result.</summary>
    public void Say(string line) => Output.WriteLine(PlainText.Safe(line));

    /// <summary>How wide the output is.</summary>
    public int PrintWidth => IsWindow ? Width() : PipeWidth;

    public void Write(CellTable table) => Write(table.Render(PrintWidth, IsWindow));

    /// <summary>Writes a table or a tree, without the blanks that would end its lines.</summary>
    public void Write(IRenderable renderable)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = HasColour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = HasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = PrintWidth;
        console.Profile.Capabilities.Unicode = true;
        console.Write(renderable);
        var lines = text.ToString().Split('\n').Select(line => Blanks().Replace(line, "")).SkipWhile(line => line.Length == 0).ToList();
        while (lines is [.., ""])
            lines.RemoveAt(lines.Count - 1);
        foreach (var line in lines)
            Output.WriteLine(line);
    }

    /// <summary>A console on standard error, for what comes and goes.</summary>
    public IAnsiConsole CreateErrorConsole()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = HasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(Error),
        });
        console.Profile.Width = Width();
        return console;
    }

    /// <summary>Writes a line with Spectre's markup.</summary>
    public void Mark(string markup) => Write(new Markup(PlainText.Safe(markup)));

    /// <summary>Writes a remark that is not part of the result: on standard error where the result goes to a program.</summary>
    public void Note(string text)
    {
        if (IsWindow)
            Mark($"[grey]{PlainText.Safe(text).EscapeMarkup()}[/]");
        else
            Error.WriteLine(PlainText.Safe(text));
    }

    /// <summary>Writes a line that says what went wrong.</summary>
    public void Problem(string text)
    {
        Output.Flush();
        Error.WriteLine($"colloquy: {PlainText.Line(text)}");
    }

    /// <summary>Writes a line that says what the result leaves out.</summary>
    public void Warning(string text) => Problem($"warning: {text}");

    /// <summary>Reads a line; null at the end of the input.</summary>
    public Task<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        // A read of a console cannot be cancelled; it is left behind on a thread that keeps no process alive.
        Task.Run(ReadLine, CancellationToken.None).WaitAsync(cancellationToken);

    /// <summary>Reads what a person says: a line, or the whole of what is pasted; null at the end of the input.</summary>
    public async Task<string?> ReadMessageAsync(CancellationToken cancellationToken)
    {
        if (!TakesPastes)
            return await ReadLineAsync(cancellationToken).ConfigureAwait(false);

        Output.Write(BracketedPaste.On);
        Output.Flush();
        try
        {
            return await Task.Run(() => BracketedPaste.Read(ReadLine), CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Output.Write(BracketedPaste.Off);
            Output.Flush();
        }
    }

    /// <summary>Asks before something that cannot be brought back.</summary>
    /// <param name="question">The question.</param>
    /// <param name="unasked">What is said where nobody can be asked.</param>
    /// <param name="otherwise">What is said when the answer is not yes.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    public async Task<bool> ConfirmAsync(string question, string unasked, string otherwise, CancellationToken cancellationToken)
    {
        if (!IsInteractive)
            throw new CliException(ExitCode.Usage, unasked);

        Output.Write($"{PlainText.Line(question)} [y/N] ");
        Output.Flush();
        if ((await ReadLineAsync(cancellationToken).ConfigureAwait(false))?.Trim().ToUpperInvariant() is "Y" or "YES")
            return true;

        Output.WriteLine(otherwise);
        return false;
    }

    /// <summary>The owner of a session as a cell of a table; a dash for nobody.</summary>
    public static string UserCell(SessionKey key) => key.User is null ? "[grey]-[/]" : Cell(key.User);

    /// <summary>A text as a cell of a table: one line, with nothing in it that would be markup.</summary>
    public static string Cell(string? text) => Markup.Escape(PlainText.Line(text));

    /// <summary>A table as fits the output.</summary>
    public static CellTable CreateTable(params string[] headers) => new(headers);

    // Files that were put together have a byte order mark where the second begins too.
    private string? ReadLine() => Input.ReadLine()?.TrimStart('\uFEFF');

    /// <summary>Blanks at the end of a line, painted ones too.</summary>
    [GeneratedRegex(@"(\e\[[\d;]+m +\e\[0m| )+$")]
    private static partial Regex Blanks();
}
