using System.Diagnostics;
using Xunit;

namespace Colloquy.Tests.Redaction;

/// <summary>What is personal data in a text, and what only looks like it.</summary>
public sealed class DetectorTests
{
    private static readonly PersonalDataRedaction Redaction = new();

    [Theory]
    [InlineData("Write to ines.o'neil+work@mail.works.example.", "Write to [email].")]
    [InlineData("<mailto:ada@works.example>, b@x.de", "<mailto:[email]>, [email]")]
    [InlineData("grüße@müller.example", "[email]")]
    [InlineData("not @ada, a@b, a@.b.de, x@y..de, @works.example", "not @ada, a@b, a@.b.de, x@y..de, @works.example")]
    [InlineData("Call +49 (0)30 123456-78 or 0049 30 1234567.", "Call [phone] or [phone].")]
    [InlineData("030/123 45 67, (030) 1234567, 555-123-4567, (555) 123-4567", "[phone], [phone], [phone], [phone]")]
    [InlineData("on 01.02.2024 at 10:30, for 1,234,567.89, order 4711, 2024-01-02", "on 01.02.2024 at 10:30, for 1,234,567.89, order 4711, 2024-01-02")]
    [InlineData("IBAN DE89 3704 0044 0532 0130 00 is mine", "IBAN [iban] is mine")]
    [InlineData("gb29nwbk60161331926819", "[iban]")]
    [InlineData("DE89 3704 0044 0532 0130 01 and XX89370400440532013000", "DE89 3704 0044 0532 0130 01 and XX89370400440532013000")]
    [InlineData("4111 1111 1111 1111, 5500-0055-5555-5559, 378282246310005", "[card], [card], [card]")]
    [InlineData("4111 1111 1111 1112", "4111 1111 1111 1112")]
    [InlineData("from 192.168.17.4 and 2001:db8::8a2e:370:7334.", "from [ip] and [ip].")]
    [InlineData("::1 or fe80::1", "[ip] or [ip]")]
    [InlineData("999.1.1.1, 1.2.3, std::vector, 10:30:00, a::b", "999.1.1.1, 1.2.3, std::vector, 10:30:00, a::b")]
    [InlineData("", "")]
    public void Personal_data_is_replaced_and_what_looks_like_it_is_not(string text, string redacted) => Assert.Equal(redacted, Redaction.Redact(text));

    [Fact]
    public void A_detector_of_the_application_and_a_pattern_are_used_and_the_first_counts()
    {
        var redaction = new PersonalDataRedaction { Detectors = [new Names(), PersonalDataDetectors.Pattern("customer", "C-[0-9]{4}"), PersonalDataDetectors.Pattern("number", "[0-9]+")], Replace = (kind, value) => $"<{kind}:{value.Length}>" };

        Assert.Equal("<name:4> is <customer:6>, line <number:2>.", redaction.Redact("Ines is C-4711, line 12."));
    }

    [Fact]
    public void A_pattern_that_takes_too_long_passes_nothing_on()
    {
        var redaction = new PersonalDataRedaction { Detectors = [PersonalDataDetectors.Pattern("slow", "(a+)+$", TimeSpan.FromMilliseconds(20))] };

        var thrown = Assert.Throws<PersonalDataException>(() => redaction.Redact(new string('a', 60) + "!"));

        Assert.Equal("slow", thrown.Kind);
        Assert.Contains("time-out", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_detector_that_throws_or_leaves_the_text_passes_nothing_on()
    {
        Assert.Throws<PersonalDataException>(() => new PersonalDataRedaction { Detectors = [new Names(failure: true)] }.Redact("Ines"));
        Assert.Throws<PersonalDataException>(() => new PersonalDataRedaction { Detectors = [new Names(beyond: true)] }.Redact("Ines"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("E-Mail")]
    [InlineData("1st")]
    [InlineData("a]b")]
    public void A_kind_that_no_placeholder_can_hold_is_refused(string kind) => Assert.Throws<ArgumentException>(() => PersonalDataDetectors.Pattern(kind, "x"));

    [Theory]
    [InlineData('a')]
    [InlineData('1')]
    [InlineData('@')]
    [InlineData(':')]
    [InlineData('+')]
    [InlineData('[')]
    public void A_long_text_takes_time_in_proportion_to_its_length(char c)
    {
        var begin = Stopwatch.GetTimestamp();

        Assert.Equal(300_000, Redaction.Redact(new string(c, 300_000)).Length);

        Assert.InRange(Stopwatch.GetElapsedTime(begin), TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    private sealed class Names(bool failure = false, bool beyond = false) : IPersonalDataDetector
    {
        public string Kind => "name";

        public IEnumerable<Range> Find(string text) => failure ? throw new TimeoutException() : beyond ? [0..100] : text.StartsWith("Ines", StringComparison.Ordinal) ? [0..4] : [];
    }
}
