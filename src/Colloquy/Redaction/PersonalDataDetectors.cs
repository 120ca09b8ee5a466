using System.Text.RegularExpressions;

namespace Colloquy;

/// <summary>Gets the detectors of personal data that are built in.</summary>
public static class PersonalDataDetectors
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Gets the detector of mail addresses.</summary>
    public static IPersonalDataDetector Email { get; } = new EmailDetector();

    /// <summary>Gets the detector of phone numbers: international ones, national ones that begin with 0, and those of North America.</summary>
    public static IPersonalDataDetector Phone { get; } = new PhoneDetector();

    /// <summary>Gets the detector of account numbers (IBAN) whose length is that of their country and whose checksum fits.</summary>
    public static IPersonalDataDetector Iban { get; } = new IbanDetector();

    /// <summary>Gets the detector of card numbers of 13 to 19 digits whose checksum (Luhn) fits.</summary>
    public static IPersonalDataDetector PaymentCard { get; } = new PaymentCardDetector();

    /// <summary>Gets the detector of addresses of IPv4 and IPv6.</summary>
    public static IPersonalDataDetector IpAddress { get; } = new IpAddressDetector();

    /// <summary>Gets all of them. Where two find the same place, the first in the list counts.</summary>
    public static IReadOnlyList<IPersonalDataDetector> All { get; } = [Email, Iban, PaymentCard, IpAddress, Phone];

    /// <summary>Creates a detector that finds what a regular expression matches.</summary>
    /// <param name="kind">The kind, such as <c>customer</c>: a letter, and up to 31 letters, digits and hyphens, all lower case.</param>
    /// <param name="pattern">The regular expression.</param>
    /// <param name="timeout">The maximum time for one text; one second by default. A text that takes longer is not passed on.</param>
    /// <exception cref="ArgumentException">The kind or the pattern is invalid.</exception>
    public static IPersonalDataDetector Pattern(string kind, string pattern, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return new PatternDetector(PersonalDataKind.Check(kind), new Regex(pattern, RegexOptions.CultureInvariant, timeout ?? DefaultTimeout));
    }
}
