// Passkeys: hides what this browser cannot do, and says so in words when something was not completed.
(function () {
  document.addEventListener('DOMContentLoaded', function () {
    if (!window.PublicKeyCredential) {
      document.querySelectorAll('[data-passkey]').forEach(function (part) { part.hidden = true })
      document.querySelectorAll('[data-passkey-missing]').forEach(function (part) { part.hidden = false })
    }
  })
  document.addEventListener('allauth.error', function (event) {
    const notice = document.querySelector('[data-passkey-error]')
    if (!notice) return
    event.preventDefault()
    notice.hidden = false
    notice.focus()
  })
})()
